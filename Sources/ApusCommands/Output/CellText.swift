import ApusClient
import ApusModel
import FoundationEssentials

/// A value of a row, as a table shows it to people.
enum CellText {
    /// Missing values are `-`, sizes human, times ages, lists joined by commas.
    static func of(_ value: JSONValue?, _ column: Kind.Column?, now: Date) -> String {
        switch value {
        case nil, .null, .string(""), .array([]): "-"
        case .bool(let value): value ? "yes" : "no"
        case .integer(let number): column?.isSize == true ? ByteSize.human(number) : String(number) + unit(column)
        case .number(let number):
            column?.type == "duration" ? Age.text(seconds: number) : decimal(number) + unit(column)
        case .string(let text): column?.isTime == true ? age(text, now) : text
        case .array(let values): list(values.map { of($0, column, now: now) })
        case .object(let members):
            members.sorted { $0.key < $1.key }
                .map { $0.key + "=" + of($0.value, nil, now: now) }.joined(separator: " ")
        }
    }

    /// The colour of a state; any other text is plain.
    static func tone(_ text: String, _ column: String) -> Paint.Tone {
        guard column == "state" else { return text == "-" ? .faint : .plain }
        return switch text {
        case "running", "up", "connected", "active", "succeeded", "ok": .good
        case "failed", "unreachable", "crashed", "stuck", "degraded", "inaccessible": .bad
        case "off", "inactive", "cancelled", "saved": .faint
        default: .attention
        }
    }

    /// The first few; tables of people have no room for hundreds.
    private static func list(_ texts: [String]) -> String {
        texts.prefix(3).joined(separator: ", ") + (texts.count > 3 ? " (+\(texts.count - 3))" : "")
    }

    private static func decimal(_ number: Double) -> String {
        let rounded = (number * 100).rounded() / 100
        return Int64(exactly: rounded).map { String($0) } ?? String(rounded)
    }

    private static func unit(_ column: Kind.Column?) -> String {
        guard let unit = column?.unit, !unit.isEmpty else { return "" }
        // A rate says so in its title.
        guard unit != "1/s" else { return "" }
        return unit == "%" ? unit : " " + unit
    }

    private static func age(_ text: String, _ now: Date) -> String {
        guard let date = Timestamp.date(of: text) else { return text }
        return Age.text(from: date, to: now)
    }
}

extension Kind.Column {
    var isSize: Bool { type == "bytes" || type == "size" }
    var isTime: Bool { type == "date" || type == "time" }
    var isNumeric: Bool { isSize || type == "integer" || type == "number" || type == "duration" }
}
