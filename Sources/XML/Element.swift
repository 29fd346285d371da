/// An element of an XML document, with all that stood in it: unknown children, comments, white space, and their order.
///
/// Names are kept as written, prefix included; namespace declarations are attributes like others.
public struct Element: Hashable, Sendable {
    /// A name and its value, unescaped.
    public struct Attribute: Hashable, Sendable {
        public var name: String
        public var value: String

        public init(name: String, value: String) {
            self.name = name
            self.value = value
        }
    }

    /// What an element holds.
    public enum Node: Hashable, Sendable {
        case element(Element)
        /// Unescaped text; CDATA sections are read as text.
        case text(String)
        case comment(String)
    }

    /// The name as written, such as `disk` or `qemu:commandline`.
    public var name: String
    /// In the order of the document.
    public var attributes: [Attribute]
    /// In the order of the document.
    public var children: [Node]

    public init(name: String, attributes: [Attribute] = [], children: [Node] = []) {
        self.name = name
        self.attributes = attributes
        self.children = children
    }

    /// An element of attributes and elements; those that are nil are left out.
    public init(_ name: String, _ attributes: KeyValuePairs<String, String?> = [:], _ elements: [Element?] = []) {
        self.name = name
        self.attributes = attributes.compactMap { name, value in value.map { Attribute(name: name, value: $0) } }
        self.children = elements.compactMap { $0.map(Node.element) }
    }

    /// An element of attributes and one text.
    public init(_ name: String, _ attributes: KeyValuePairs<String, String?> = [:], text: String) {
        self.init(name, attributes)
        if !text.isEmpty { children.append(.text(text)) }
    }
}
