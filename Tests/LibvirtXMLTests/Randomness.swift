import LibvirtXML

/// SplitMix64: the same seed gives the same test.
struct SeededGenerator: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var value = state
        value = (value ^ (value >> 30)) &* 0xBF58_476D_1CE4_E5B9
        value = (value ^ (value >> 27)) &* 0x94D0_49BB_1331_11EB
        return value ^ (value >> 31)
    }
}

extension SeededGenerator {
    private static let pieces = [
        "x</name><memory>1</memory><name>", "&", "&amp;", "&#0;", "<", ">", "\"", "'", "]]>", "<![CDATA[", "<!--",
        "-->",
        "<?pi?>", "\n", "\t", "\r", "\r\n", " ", "  ", "é", "e\u{301}", "\u{202E}", "🐦", "\u{10FFFD}", "\u{85}", "a",
        "Z0",
        "\u{FFFD}", "\u{7F}", "%s", "$(reboot)", ";", "/", "..", "-x", "日本",
    ]

    /// A text made to break out of XML, of characters that XML can hold.
    mutating func hostileText() -> String {
        (0..<Int.random(in: 1...6, using: &self)).reduce(into: "") { text, _ in
            text += Self.pieces.randomElement(using: &self) ?? ""
        }
    }

    /// A tree of hostile texts, attributes and comments, in the shape that reading gives.
    mutating func element(depth: Int) -> Element {
        var element = Element(name: ["a", "x:b", "_c-1.2", "élan"].randomElement(using: &self) ?? "a")
        for name in ["v", "xml:w", "ü"] where Bool.random(using: &self) {
            element.attributes.append(Element.Attribute(name: name, value: hostileText()))
        }
        for _ in 0..<(depth == 0 ? 0 : Int.random(in: 0...4, using: &self)) {
            element.children.append(node(depth: depth - 1, afterText: element.children.last.map(Self.isText) ?? false))
        }
        return element
    }

    /// Texts do not follow each other: reading joins them.
    private mutating func node(depth: Int, afterText: Bool) -> Element.Node {
        switch Int.random(in: afterText ? 1...2 : 0...2, using: &self) {
        case 0: .text(hostileText())
        case 1: .comment(hostileText().filter { $0 != "-" && $0 != "\r" && $0 != "\r\n" })
        default: .element(element(depth: depth))
        }
    }

    private static func isText(_ node: Element.Node) -> Bool {
        if case .text = node { true } else { false }
    }
}
