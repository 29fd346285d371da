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
        case .integer(let number): column?.isSize == true ? ByteSize.human(number) : String(number)
        case .number(let number): String((number * 100).rounded() / 100)
        case .string(let text): column?.isTime == true ? age(text, now) : text
        case .array(let values): values.map { of($0, column, now: now) }.joined(separator: ", ")
        case .object(let members): members.sorted { $0.key < $1.key }
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

    private static func age(_ text: String, _ now: Date) -> String {
        guard let date = Timestamp.date(of: text) else { return text }
        return Age.text(from: date, to: now)
    }
}

extension Kind.Column {
    var isSize: Bool { ["size", "bytes"].contains(type) || ["B", "byte", "bytes"].contains(unit) }
    var isTime: Bool { ["time", "timestamp", "date", "instant"].contains(type) }
    var isNumeric: Bool { isSize || ["integer", "number", "int", "double"].contains(type) }
}
