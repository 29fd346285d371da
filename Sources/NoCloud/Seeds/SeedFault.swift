/// One thing that is wrong with a seed. It never repeats the value: values may be secrets.
public struct SeedFault: Hashable, Sendable, CustomStringConvertible {
    /// What was broken. An open set: more may come.
    public struct Rule: RawRepresentable, Hashable, Sendable {
        public var rawValue: String

        public init(rawValue: String) { self.rawValue = rawValue }

        /// Outside the grammar of its kind.
        public static let grammar = Rule(rawValue: "grammar")
        /// Longer or more than allowed.
        public static let tooLarge = Rule(rawValue: "too-large")
        /// The same twice.
        public static let duplicate = Rule(rawValue: "duplicate")
        /// Given together with what it replaces.
        public static let conflict = Rule(rawValue: "conflict")
        /// A character that must not be there, such as NUL or a line break.
        public static let character = Rule(rawValue: "character")
        /// User data of a kind that is not taken.
        public static let format = Rule(rawValue: "format")
        /// User data that fetch more from elsewhere.
        public static let remote = Rule(rawValue: "remote")
        /// A private key where a public one belongs.
        public static let privateKey = Rule(rawValue: "private-key")
        /// A key of a type that is not taken.
        public static let keyType = Rule(rawValue: "key-type")
        /// A key whose data are damaged or of another type than it says.
        public static let keyData = Rule(rawValue: "key-data")
        /// A password that is not hashed.
        public static let passwordHash = Rule(rawValue: "password-hash")
    }

    /// Where, such as `users[0].sshKeys[1]`.
    public var field: String
    public var rule: Rule
    public var message: String

    public init(field: String, rule: Rule, message: String) {
        self.field = field
        self.rule = rule
        self.message = message
    }

    public var description: String { "\(field): \(message)" }
}

/// A seed cannot be made, for all these faults.
public struct SeedError: Error, Hashable, Sendable, CustomStringConvertible {
    public var faults: [SeedFault]

    public init(faults: [SeedFault]) { self.faults = faults }

    public var description: String { faults.map(\.description).joined(separator: "; ") }
}
