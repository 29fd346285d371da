import LibvirtXML
import Testing

@Suite struct XMLTreeTests {
    @Test func `a document is read with attributes and children in their order`() throws {
        let root = try XMLTree.parse(
            "<?xml version='1.0' encoding='UTF-8'?>\n<a z='1' b=\"2\" m='3'>x<b/><!-- c -->y<q:d xmlns:q='urn:q'/></a>\n"
        )
        #expect(root.attributes.map(\.name) == ["z", "b", "m"])
        #expect(
            root.children == [
                .text("x"), .element(Element("b")), .comment(" c "), .text("y"),
                .element(Element("q:d", ["xmlns:q": "urn:q"])),
            ])
    }

    @Test func `escapes are resolved in texts and values`() throws {
        let root = try XMLTree.parse("<a v='&lt;&#10;&#x9;&quot;&apos;'>&amp;amp;&gt;&#x1F426;<![CDATA[<&]]>!</a>")
        #expect(root.attribute("v") == "<\n\t\"'")
        #expect(root.children == [.text("&amp;>🐦<&!")])
    }

    @Test func `white space is normalized as XML demands`() throws {
        let root = try XMLTree.parse("<a v='1\r\n2\t3'>x\r\ny\rz</a>")
        #expect(root.attribute("v") == "1 2 3")
        #expect(root.text == "x\ny\nz")
    }

    @Test(arguments: [
        ("<!DOCTYPE a SYSTEM 'file:///etc/passwd'><a/>", XMLError.Code.documentType),
        ("<?xml version='1.0'?>\n<!DOCTYPE a [<!ENTITY x 'y'>]><a>&x;</a>", .documentType),
        ("<a><!ENTITY x 'y'></a>", .documentType),
        ("<a>&x;</a>", .entity),
        ("<a>&#0;</a>", .character),
        ("<a>&#xD800;</a>", .character),
        ("<a>&#+65;</a>", .character),
        ("<a>&#99999999999;</a>", .character),
        ("<a>\u{1}</a>", .character),
        ("<a>\u{FFFE}</a>", .character),
        ("<a v='\u{0}'/>", .character),
        ("<a>&amp</a>", .syntax),
        ("<a>& b</a>", .syntax),
        ("<a v='<'/>", .syntax),
        ("<a v=1/>", .syntax),
        ("<a v/>", .syntax),
        ("<a v='1'w='2'/>", .syntax),
        ("<a v='1' v='2'/>", .duplicateAttribute),
        ("<a>", .syntax),
        ("<a", .syntax),
        ("<", .name),
        ("<1/>", .name),
        ("<a×/>", .name),
        ("<a></b>", .syntax),
        ("</a>", .syntax),
        ("<a/><b/>", .syntax),
        ("<a/>x", .syntax),
        ("x<a/>", .syntax),
        ("<a><!-- -- --></a>", .syntax),
        ("<a><!-- </a>", .syntax),
        ("<a><![CDATA[</a>", .syntax),
        ("<a><?pi </a>", .syntax),
        ("", .syntax),
        ("\u{FEFF}<a/>", .syntax),
        ("<?xml version='1.0' encoding='UTF-16'?><a/>", .encoding),
    ])
    func `what is not XML, or more than we read, is refused`(text: String, code: XMLError.Code) {
        #expect(throws: XMLError.self) { try XMLTree.parse(text) }
        #expect(fault(of: text)?.code == code, "\(text)")
    }

    @Test func `characters whose bytes look like forbidden ones are read`() throws {
        let text = "\u{BFFE}\u{BFFF}\u{FFFD}\u{1FFFE}\u{10FFFF}"
        #expect(try XMLTree.parse("<a>\(text)</a>").text == text)
    }

    @Test func `bytes that are not UTF-8 are refused`() {
        #expect(throws: XMLError(.encoding, "not UTF-8")) {
            try XMLTree.parse(bytes: Array("<a>".utf8) + [0xC3, 0x28])
        }
    }

    @Test func `a fault tells its line`() {
        #expect(fault(of: "<a>\n<b>\n</c>\n</a>")?.line == 3)
    }

    @Test func `size, depth and attributes have limits`() {
        let limits = XMLLimits(bytes: 60, depth: 3, attributes: 2)
        #expect(fault(of: "<a>" + String(repeating: "x", count: 60) + "</a>", limits)?.code == .tooLarge)
        #expect(fault(of: "<a><b><c/></b></a>", limits) == nil)
        #expect(fault(of: "<a><b><c><d/></c></b></a>", limits)?.code == .tooDeep)
        #expect(fault(of: "<a x='1' y='2' z='3'/>", limits)?.code == .tooManyAttributes)
    }

    @Test func `a hundred thousand open elements are refused, not followed`() {
        #expect(fault(of: String(repeating: "<a>", count: 100_000))?.code == .tooDeep)
    }

    @Test func `reading never fails otherwise, wherever a document is cut or changed`() throws {
        let document = Array(Fixtures.runningDomain.utf8)
        var random = SeededGenerator(state: 1)
        for _ in 0..<400 {
            var bytes = document
            for _ in 0..<3 {
                let place = Int.random(in: 0..<bytes.count, using: &random)
                bytes[place] = UInt8.random(in: 0...255, using: &random)
            }
            bytes.removeLast(Int.random(in: 0..<200, using: &random))
            do throws(XMLError) {
                let tree = try XMLTree.parse(bytes: bytes)
                #expect(try XMLTree.parse(tree.xml()) == tree)
            } catch {
                #expect(!error.message.isEmpty)
            }
        }
    }

    private func fault(of text: String, _ limits: XMLLimits = XMLLimits()) -> XMLError? {
        do throws(XMLError) {
            _ = try XMLTree.parse(text, limits: limits)
            return nil
        } catch { return error }
    }
}
