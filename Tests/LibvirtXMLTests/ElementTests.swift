import LibvirtXML
import Testing

@Suite struct ElementTests {
    @Test func `paths find the first and all elements in document order`() throws {
        let root = try XMLTree.parse("<a><b/><b><c v='1'>x</c></b><b><c v='2'>y</c><c v='3'/></b></a>")
        #expect(root.first("b/c")?.attribute("v") == "1")
        #expect(root.all("b/c").compactMap { $0.attribute("v") } == ["1", "2", "3"])
        #expect(root.text(at: "b/c") == "x")
        #expect(root.attribute("v", at: "b/d") == nil)
        #expect(root.first("") == root)
    }

    @Test func `the text of an element leaves out its children's`() throws {
        #expect(try XMLTree.parse("<a>x<b>no</b><!-- no -->y</a>").text == "xy")
    }

    @Test func `an edit makes what is missing and leaves what is there`() throws {
        var root = try XMLTree.parse("<a x='1' y='2'><!-- keep --><b/></a>")
        root.set("x", to: "3")
        root.set("y", to: nil)
        root.set("v", at: "b/c", to: "1")
        root.set(text: "t", at: "d/e")
        root.append(Element("f"), at: "d")
        #expect(try root.xml() == "<a x='3'><!-- keep --><b><c v='1'/></b><d><e>t</e><f/></d></a>")
    }

    @Test func `removing takes the matching elements and their white space`() throws {
        var root = try XMLTree.parse("<a>\n  <b v='1'/>\n  <b v='2'/>\n  <c><b v='1'/></c>\n</a>")
        #expect(root.remove("b") { $0.attribute("v") == "1" } == 1)
        #expect(try root.xml() == "<a>\n  <b v='2'/>\n  <c><b v='1'/></c>\n</a>")
        #expect(root.remove("c/b") == 1)
        #expect(root.remove("nothing/here") == 0)
        #expect(try root.xml() == "<a>\n  <b v='2'/>\n  <c/>\n</a>")
    }

    @Test func `all elements at a path can be changed`() throws {
        var root = try XMLTree.parse("<a><b/><c/><b/></a>")
        root.editAll("b") { $0.set("v", to: "1") }
        root.editAll("d") { $0.set("v", to: "1") }
        #expect(try root.xml() == "<a><b v='1'/><c/><b v='1'/></a>")
    }
}

@Suite struct DomainMetadataTests {
    private let namespace = "https://lab.invalid/xmlns/1"

    private func owned(by owner: String) -> Element {
        Element("apus:vm", ["xmlns:apus": namespace], [Element("apus:owner", text: owner)])
    }

    @Test func `replacing one namespace leaves every other byte`() throws {
        var domain = try XMLTree.parse(Fixtures.runningDomain)
        let before = try domain.xml()
        let old = try #require(domain.metadata(namespace: namespace))
        try domain.setMetadata(owned(by: "eve"), namespace: namespace)
        let after = try domain.xml()
        #expect(after == before.replacing(try old.xml(), with: try owned(by: "eve").xml()))
        #expect(domain.metadata(namespace: namespace)?.text(at: "apus:owner") == "eve")
    }

    @Test func `metadata can be added, and taken away again`() throws {
        var domain = try XMLTree.parse("<domain><name>a</name><memory>1</memory></domain>")
        try domain.setMetadata(owned(by: "ann"), namespace: namespace)
        #expect(domain.elements.map(\.name) == ["name", "metadata", "memory"])
        try domain.setMetadata(nil, namespace: namespace)
        #expect(domain.metadata(namespace: namespace) == nil)
    }

    @Test func `a prefix that is declared further out is followed`() throws {
        let domain = try XMLTree.parse("<domain xmlns:q='urn:q'><metadata><q:x/><y xmlns='urn:y'/></metadata></domain>")
        #expect(domain.metadata(namespace: "urn:q") == Element("q:x", ["xmlns:q": "urn:q"]))
        #expect(domain.metadata(namespace: "urn:y")?.name == "y")
        #expect(DomainDescription(domain).metadata(namespace: "urn:q")?.name == "q:x")
    }

    @Test func `an element of another namespace is refused`() throws {
        var domain = try XMLTree.parse(Fixtures.runningDomain)
        #expect(throws: XMLError.self) { try domain.setMetadata(Element("x"), namespace: namespace) }
        #expect(throws: XMLError.self) { try domain.setMetadata(owned(by: "a"), namespace: "urn:other") }
    }
}
