/// One thing that is wrong with a value, where, and what would be right.
public struct Fault: Error, Sendable, Hashable, Codable, CustomStringConvertible {
    /// Where, as an RFC 6901 JSON pointer; `""` is the whole value. Names that do not print are escaped and cut.
    public var pointer: String
    /// A stable word for programs, e.g. `required`, `range` or the code of a ``StringRule``.
    public var code: String
    /// What would be right, e.g. `must be a whole number from 1 to 512`. It never holds the value itself.
    public var message: String

    public init(pointer: String, code: String, message: String) {
        self.pointer = pointer
        self.code = code
        self.message = message
    }

    public var description: String { pointer.isEmpty ? message : "\(pointer) \(message)" }
}

/// The codes that ``Schema/validate(_:)`` uses by itself.
extension Fault {
    /// A field that must be present is not.
    public static let required = "required"
    /// A field that the schema does not declare.
    public static let unknownField = "unknown-field"
    /// The wrong JSON type; at the pointer `""` the whole body is of the wrong type.
    public static let type = "type"
    /// A number outside its range, or no multiple of its step.
    public static let range = "range"
    /// A text, list or map that is too short or too long.
    public static let length = "length"
    /// A text outside its closed list.
    public static let oneOf = "one-of"
    /// A text with characters that are not allowed there.
    public static let characters = "characters"
    /// A text that is not of a standard form such as a UUID.
    public static let format = "format"
    /// An item that stands twice in a list of distinct items.
    public static let unique = "unique"
    /// Fields that exclude or need each other.
    public static let fields = "fields"
}
