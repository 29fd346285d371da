/// Why a text is not XML that this library reads, or a tree is not one that XML can hold.
public struct XMLError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The kind of fault. An open set: more may come.
    public struct Code: RawRepresentable, Hashable, Sendable {
        public var rawValue: String

        public init(rawValue: String) { self.rawValue = rawValue }

        /// The text is larger than `XMLLimits.bytes`.
        public static let tooLarge = Code(rawValue: "too-large")
        /// Elements nest deeper than `XMLLimits.depth`.
        public static let tooDeep = Code(rawValue: "too-deep")
        /// An element has more attributes than `XMLLimits.attributes`.
        public static let tooManyAttributes = Code(rawValue: "too-many-attributes")
        /// A document type declaration. They bring entities, and libvirt writes none.
        public static let documentType = Code(rawValue: "document-type")
        /// Bytes that are not UTF-8, or another encoding declared.
        public static let encoding = Code(rawValue: "encoding")
        /// A character that XML 1.0 cannot hold, not even escaped.
        public static let character = Code(rawValue: "character")
        /// An entity other than the five of XML.
        public static let entity = Code(rawValue: "entity")
        /// A name of an element or attribute outside the grammar of XML.
        public static let name = Code(rawValue: "name")
        /// The same attribute twice in one element.
        public static let duplicateAttribute = Code(rawValue: "duplicate-attribute")
        /// Everything else that is not well-formed.
        public static let syntax = Code(rawValue: "syntax")
        /// Another element than the one asked for.
        public static let unexpectedElement = Code(rawValue: "unexpected-element")
    }

    public var code: Code
    /// The line, from 1, where reading stopped; nil for a fault found while writing.
    public var line: Int?
    public var message: String

    public init(_ code: Code, line: Int? = nil, _ message: String) {
        self.code = code
        self.line = line
        self.message = message
    }

    public var description: String {
        line.map { "line \($0): \(message)" } ?? message
    }
}

/// How much an XML text may ask of its reader.
public struct XMLLimits: Hashable, Sendable {
    /// The largest text in bytes. 16 MiB by default; a domain has about 5 KiB.
    public var bytes: Int
    /// The deepest nesting. 256 by default: libvirt nests one element for each image of a backing chain, up to 200.
    public var depth: Int
    /// The most attributes of one element: looking for duplicates costs their square.
    public var attributes: Int

    public init(bytes: Int = 16 << 20, depth: Int = 256, attributes: Int = 256) {
        self.bytes = bytes
        self.depth = depth
        self.attributes = attributes
    }
}
