/// Why a definition cannot be written for libvirt.
public struct DefinitionError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The kind of fault. An open set: more may come.
    public struct Code: RawRepresentable, Hashable, Sendable {
        public var rawValue: String

        public init(rawValue: String) { self.rawValue = rawValue }

        /// Memory that is not a positive multiple of 1 KiB, the unit of libvirt.
        public static let memory = Code(rawValue: "memory")
        /// A number outside its range.
        public static let range = Code(rawValue: "range")
        /// Two values that exclude each other.
        public static let conflict = Code(rawValue: "conflict")
        /// A metadata element without a namespace, or two of one.
        public static let metadata = Code(rawValue: "metadata")
    }

    public var code: Code
    /// The property, such as `currentMemory`.
    public var field: String
    public var message: String

    public init(_ code: Code, field: String, _ message: String) {
        self.code = code
        self.field = field
        self.message = message
    }

    public var description: String { "\(field): \(message)" }
}
