import LibvirtXML
import Testing

@Suite struct XMLWriterTests {
    @Test func `a document of libvirt is written as it was read`() throws {
        // Quotes are the only freedom that libvirt and we use differently.
        let expected = Fixtures.runningDomain.replacing("\"", with: "'").replacing("&quot;", with: "\"")
        #expect(try XMLTree.parse(Fixtures.runningDomain).xml() == expected)
    }

    @Test func `any tree reads back the same`() throws {
        var random = SeededGenerator(state: 2)
        for _ in 0..<300 {
            let tree = random.element(depth: 4)
            let read = try XMLTree.parse(tree.xml())
            #expect(Exact(read) == Exact(tree))
        }
    }

    @Test func `indenting changes white space between elements only`() throws {
        let tree = try XMLTree.parse("<a><b>x <c/></b>\n\n<!--n--><d> </d></a>")
        #expect(try tree.xml(.indented) == "<a>\n  <b>x <c/></b>\n  <!--n-->\n  <d> </d>\n</a>")
    }

    @Test(arguments: [
        (Element("a", text: "\u{0}"), XMLError.Code.character),
        (Element("a", text: "\u{1B}[2J"), .character),
        (Element("a", text: "\u{FFFF}"), .character),
        (Element("a", ["v": "\u{8}"]), .character),
        (Element("a b"), .name),
        (Element("a><b"), .name),
        (Element(""), .name),
        (Element("a", ["v='1' w": "2"]), .name),
        (Element("a", ["v": "1", "v": "2"]), .duplicateAttribute),
        (Element(name: "a", children: [.comment("--> <b/> <!--")]), .syntax),
        (Element(name: "a", children: [.comment("-")]), .syntax),
        (Element(name: "a", children: [.comment("\u{0}")]), .character),
    ])
    func `what XML cannot hold is refused, not dropped`(tree: Element, code: XMLError.Code) {
        do throws(XMLError) {
            Issue.record("written: \(try tree.xml())")
        } catch { #expect(error.code == code) }
    }
}

/// Trees compared to the byte: Swift's texts are equal where Unicode says they are, whatever the bytes.
struct Exact: Equatable {
    let bytes: [UInt8]

    init(_ element: Element) { bytes = Self.bytes(element) }

    private static func bytes(_ element: Element) -> [UInt8] {
        var parts = [element.name] + element.attributes.flatMap { [$0.name, $0.value] }
        var rest: [UInt8] = []
        for child in element.children {
            switch child {
            case .element(let element): rest += [1] + bytes(element)
            case .text(let text): rest += [2] + Array(text.utf8) + [0]
            case .comment(let text): rest += [3] + Array(text.utf8) + [0]
            }
        }
        parts.append("")
        return parts.flatMap { Array($0.utf8) + [0] } + rest + [4]
    }
}
