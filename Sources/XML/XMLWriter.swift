/// How a tree is laid out as text.
public enum XMLLayout: Hashable, Sendable {
    /// As the tree says, to the byte: reading it back gives the same tree.
    case verbatim
    /// For people: two spaces for each level where an element holds only elements and comments.
    case indented
}

extension Element {
    /// The element as a text that is always well-formed, whatever stands in names and values.
    ///
    /// - Throws: `XMLError` with `name`, `character`, `duplicateAttribute` or `syntax` for what XML cannot hold, such as
    ///   a NUL character: nothing is dropped or changed silently.
    public func xml(_ layout: XMLLayout = .verbatim) throws(XMLError) -> String {
        var writer = XMLWriter(layout: layout)
        try writer.write(self, depth: 0)
        return String(decoding: writer.output, as: UTF8.self)
    }
}

/// The one place where trees become text.
struct XMLWriter {
    let layout: XMLLayout
    private(set) var output: [UInt8] = []

    init(layout: XMLLayout) { self.layout = layout }

    mutating func write(_ element: Element, depth: Int) throws(XMLError) {
        try check(name: element.name)
        put("<\(element.name)")
        try write(element.attributes)
        let indents = layout == .indented && element.holdsOnlyElements
        let children = indents ? element.children.filter { !$0.isWhitespace } : element.children
        guard !children.isEmpty else { return put("/>") }
        put(">")
        for child in children {
            if indents { breakLine(depth + 1) }
            try write(child, depth: depth + 1)
        }
        if indents { breakLine(depth) }
        put("</\(element.name)>")
    }

    private mutating func write(_ attributes: [Element.Attribute]) throws(XMLError) {
        for (index, attribute) in attributes.enumerated() {
            try check(name: attribute.name)
            guard !attributes[..<index].contains(where: { $0.name == attribute.name }) else {
                throw XMLError(.duplicateAttribute, "the attribute \(attribute.name) stands twice")
            }
            put(" \(attribute.name)='")
            try escape(attribute.value, inAttribute: true)
            put("'")
        }
    }

    private mutating func write(_ node: Element.Node, depth: Int) throws(XMLError) {
        switch node {
        case .element(let element): try write(element, depth: depth)
        case .text(let text): try escape(text, inAttribute: false)
        case .comment(let comment): try write(comment: comment)
        }
    }

    private mutating func write(comment: String) throws(XMLError) {
        let bytes = Array(comment.utf8)
        guard !zip(bytes, bytes.dropFirst()).contains(where: { $0 == 0x2D && $1 == 0x2D }), bytes.last != 0x2D else {
            throw XMLError(.syntax, "a comment holds -- or ends in -")
        }
        // A carriage return would be read back as a line feed, and comments know no escapes.
        guard comment.unicodeScalars.allSatisfy({ XMLCharacters.isAllowed($0) && $0 != "\r" }) else {
            throw XMLError(.character, "a comment holds a character that XML cannot hold")
        }
        put("<!--\(comment)-->")
    }

    private mutating func escape(_ text: String, inAttribute: Bool) throws(XMLError) {
        for scalar in text.unicodeScalars {
            switch scalar {
            case "&": put("&amp;")
            case "<": put("&lt;")
            case ">": put("&gt;")
            case "'" where inAttribute: put("&apos;")
            case "\r": put("&#13;")
            case "\n" where inAttribute: put("&#10;")
            case "\t" where inAttribute: put("&#9;")
            default: try putCharacter(scalar)
            }
        }
    }

    private mutating func putCharacter(_ scalar: Unicode.Scalar) throws(XMLError) {
        guard XMLCharacters.isAllowed(scalar) else {
            throw XMLError(.character, "U+\(String(scalar.value, radix: 16, uppercase: true)) cannot stand in XML")
        }
        output.append(contentsOf: UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter)
    }

    private func check(name: String) throws(XMLError) {
        guard XMLCharacters.isName(name) else {
            throw XMLError(.name, "a name does not follow the grammar of XML")
        }
    }

    private mutating func breakLine(_ depth: Int) {
        output.append(0x0A)
        output.append(contentsOf: repeatElement(0x20, count: depth << 1))
    }

    private mutating func put(_ text: String) {
        output.append(contentsOf: text.utf8)
    }
}

extension Element {
    /// Whether there is at least one element and no text but white space.
    fileprivate var holdsOnlyElements: Bool {
        var holdsElement = false
        for child in children {
            switch child {
            case .element: holdsElement = true
            case .comment: continue
            case .text: if !child.isWhitespace { return false }
            }
        }
        return holdsElement
    }
}
