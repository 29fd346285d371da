import ApusClient
import FoundationEssentials

/// One resource, field by field, for people.
struct Details {
    var kind: Kind?
    var now: Date
    var paint: Paint

    /// Name and state first, the other fields in order of the kind's columns, then by name; lists of objects as small tables.
    func lines(_ resource: JSONValue) -> [String] {
        guard case .object(let members) = resource else { return [CellText.of(resource, nil, now: now)] }
        let shown = Self.named(members.filter { $0.value != .null })
        let keys = shown.keys.sorted { (rank($0), $0) < (rank($1), $1) }
        let width = keys.map { DisplayWidth.of(label($0)) }.max() ?? 0
        return keys.flatMap { key in field(key, shown[key] ?? .null, width) }
    }

    /// People want the host's name, not its id: `hostName` takes the place of `host`.
    private static func named(_ members: [String: JSONValue]) -> [String: JSONValue] {
        var shown = members
        for (key, value) in members where key.hasSuffix("Name") {
            let plain = String(key.dropLast("Name".count))
            guard members[plain] != nil else { continue }
            shown[plain] = value
            shown[key] = nil
        }
        return shown
    }

    private func field(_ key: String, _ value: JSONValue, _ width: Int) -> [String] {
        let head = paint(DisplayWidth.pad(label(key), to: width + 2), .strong)
        if case .array(let items) = value, case .object? = items.first {
            return [paint(label(key), .strong)] + subtable(items).map { "  " + $0 }
        }
        let text = text(key, value)
        return [head + paint(VisibleText.of(text), CellText.tone(text, key))]
    }

    private func text(_ key: String, _ value: JSONValue) -> String {
        let column = kind?.column(key) ?? Self.guess(key)
        let text = CellText.of(value, column, now: now)
        // A single thing has room for the time itself.
        guard column?.isTime == true, let exact = value.text, exact != text else { return text }
        return "\(exact) (\(text) ago)"
    }

    private func subtable(_ items: [JSONValue]) -> [String] {
        var keys: Set<String> = []
        for case .object(let members) in items { keys.formUnion(members.filter { $0.value != .null }.keys) }
        let columns = keys.sorted { (rank($0), $0) < (rank($1), $1) }
        let rows = items.map { item in
            columns.map { TextTable.Cell(text: CellText.of(item[$0], Self.guess($0), now: now)) }
        }
        return TextTable(columns: columns.map { .init(title: label($0).uppercased()) }, rows: rows).lines(paint: paint)
    }

    private func rank(_ key: String) -> Int {
        let first = ["name", "number", "id", "kind", "state", "target", "device", "fault", "error"]
        if let place = first.firstIndex(of: key) { return place }
        let place = kind?.columns.firstIndex { $0.name == key }
        return place.map { $0 + first.count } ?? .max
    }

    /// `hostName` as `Host name`.
    private func label(_ key: String) -> String {
        if let known = Self.labels[key] { return known }
        var words = ""
        for character in key { words += character.isUppercase ? " " + character.lowercased() : String(character) }
        return VisibleText.of(words.prefix(1).uppercased() + words.dropFirst())
    }

    private static let labels = [
        "cpus": "CPUs", "arch": "Architecture", "machine": "Machine type", "maximumCPUs": "Maximum CPUs",
        "cpuModel": "CPU model", "cpusAllocated": "CPUs allocated", "dhcp": "DHCP", "id": "ID",
        "mac": "MAC",
        "nics": "NICs", "poolID": "Pool ID", "vms": "VMs",
    ]

    /// Fields that are no columns but hold what everywhere else is one.
    private static func guess(_ key: String) -> Kind.Column? {
        let sizes: Set = [
            "memory", "memoryFree", "memoryAllocated", "disk", "virtualSize", "capacity", "allocation", "available",
        ]
        let times: Set = ["createdAt", "startedAt", "finishedAt", "lastSeen", "staleSince"]
        guard sizes.contains(key) || times.contains(key) else { return nil }
        return Kind.Column(name: key, title: key, type: sizes.contains(key) ? "size" : "time")
    }
}
