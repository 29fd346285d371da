/// Builds a tree from text, with the open elements on a stack of its own: deep input cannot exhaust the thread's.
struct XMLReader {
    private let limits: XMLLimits
    var cursor: XMLCursor
    private var open: [Element] = []
    private var root: Element?

    init(_ bytes: [UInt8], limits: XMLLimits) {
        self.limits = limits
        cursor = XMLCursor(bytes)
    }

    mutating func document() throws(XMLError) -> Element {
        try declaration()
        while let byte = cursor.current {
            if byte == UInt8(ascii: "<") { try markup() } else { try text() }
        }
        guard open.isEmpty else { throw fault(.syntax, "the text ends inside an element") }
        guard let root else { throw fault(.syntax, "no element") }
        return root
    }

    private mutating func declaration() throws(XMLError) {
        guard cursor.take("<?xml ") else { return }
        guard let content = cursor.slice(upTo: "?>") else { throw fault(.syntax, "the XML declaration does not end") }
        let words = String(decoding: content, as: UTF8.self).lowercased().split(separator: " ")
        let encoding = words.first { $0.hasPrefix("encoding") }
        guard encoding == nil || encoding == "encoding='utf-8'" || encoding == "encoding=\"utf-8\"" else {
            throw fault(.encoding, "another encoding than UTF-8")
        }
    }

    private mutating func markup() throws(XMLError) {
        if cursor.take("</") {
            try endTag()
        } else if cursor.take("<!--") {
            try comment()
        } else if cursor.take("<![CDATA[") {
            try characterData()
        } else if cursor.take("<?") {
            guard cursor.slice(upTo: "?>") != nil else { throw fault(.syntax, "an instruction does not end") }
        } else if cursor.take("<!") {
            throw fault(.documentType, "document type declarations are refused")
        } else {
            cursor.advance()
            try startTag()
        }
    }

    private mutating func startTag() throws(XMLError) {
        guard root == nil else { throw fault(.syntax, "more than one root element") }
        guard open.count < limits.depth else { throw fault(.tooDeep, "nested deeper than \(limits.depth)") }
        let name = try name()
        let attributes = try attributes()
        let element = Element(name: name, attributes: attributes)
        if cursor.take("/>") {
            close(element)
        } else if cursor.take(UInt8(ascii: ">")) {
            open.append(element)
        } else {
            throw fault(.syntax, "a tag does not end")
        }
    }

    private mutating func endTag() throws(XMLError) {
        let name = try name()
        _ = cursor.skipWhitespace()
        guard cursor.take(UInt8(ascii: ">")) else { throw fault(.syntax, "an end tag does not end") }
        guard let element = open.popLast(), element.name == name else {
            throw fault(.syntax, "an end tag has no start tag")
        }
        close(element)
    }

    private mutating func close(_ element: Element) {
        if open.isEmpty { root = element } else { append(.element(element)) }
    }

    private mutating func attributes() throws(XMLError) -> [Element.Attribute] {
        var attributes: [Element.Attribute] = []
        while cursor.skipWhitespace(), let byte = cursor.current, XMLCharacters.isNameByte(byte) {
            let name = try name()
            guard attributes.count < limits.attributes else {
                throw fault(.tooManyAttributes, "more than \(limits.attributes) attributes")
            }
            guard !attributes.contains(where: { $0.name == name }) else {
                throw fault(.duplicateAttribute, "an attribute stands twice")
            }
            attributes.append(Element.Attribute(name: name, value: try attributeValue()))
        }
        return attributes
    }

    private mutating func name() throws(XMLError) -> String {
        let start = cursor.position
        cursor.skip(while: XMLCharacters.isNameByte)
        let name = cursor.string(from: start)
        guard XMLCharacters.isName(name) else { throw fault(.name, "expected a name") }
        return name
    }

    private mutating func comment() throws(XMLError) {
        guard let content = cursor.slice(upTo: "--") else { throw fault(.syntax, "a comment does not end") }
        guard cursor.take(UInt8(ascii: ">")) else { throw fault(.syntax, "a comment holds --") }
        guard !open.isEmpty else { return }
        append(.comment(try string(content, normalizing: false)))
    }

    private mutating func characterData() throws(XMLError) {
        guard let content = cursor.slice(upTo: "]]>") else { throw fault(.syntax, "a CDATA section does not end") }
        guard !open.isEmpty else { throw fault(.syntax, "text outside the root element") }
        append(text: try string(content, normalizing: false))
    }

    private mutating func text() throws(XMLError) {
        let text = try characters(until: UInt8(ascii: "<"), inAttribute: false)
        guard !open.isEmpty else {
            guard Element.Node.text(text).isWhitespace else { throw fault(.syntax, "text outside the root element") }
            return
        }
        append(text: text)
    }

    /// Joins texts that follow each other, so that a tree has one shape.
    private mutating func append(text: String) {
        guard !text.isEmpty, let last = open.indices.last else { return }
        if case .text(var joined)? = open[last].children.last {
            // Taken out first, so that it grows in place: a copy for each part would cost the square of their number.
            open[last].children.removeLast()
            joined += text
            append(.text(joined))
        } else {
            append(.text(text))
        }
    }

    private mutating func append(_ node: Element.Node) {
        guard let last = open.indices.last else { return }
        open[last].children.append(node)
    }

    func fault(_ code: XMLError.Code, _ message: String) -> XMLError {
        XMLError(code, line: cursor.line, message)
    }
}
