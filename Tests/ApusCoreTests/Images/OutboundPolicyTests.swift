import ApusModel
import Testing

@testable import ApusCore

@Suite struct OutboundPolicyTests {
    @Test(arguments: [
        "http://example.org/a", "ftp://example.org/a", "file:///etc/passwd", "gopher://x/", "https://u@example.org/",
        "https://u:p@example.org/", "https://example.org:22/a", "https://example.org:0/a", "https://example.org:99999/",
        "https://example.org:/a", "https:///a", "https://", "example.org/a", "//example.org/a", "https://exa mple/a",
        "https://example.org/a#b", "https://example.org\\@127.0.0.1/", "https://127.0.0.1%00.example.org/",
        "https://exämple.org/", "https://[::1", "https://[::1]x/", "https://[::1%25eth0]/", "https://example.org/\u{0}",
        "javascript:alert(1)", "https://example.org:443:80/", "", "https://example_org/",
    ])
    func `a URL that is not plain https is refused`(_ url: String) async {
        #expect(await problem { try OutboundPolicy().target(url) }?.errors?.first?.code == "url/forbidden")
    }

    @Test(arguments: [
        ("https://example.org", "https://example.org/"), ("HTTPS://Example.ORG/A?b=c", "https://example.org/A?b=c"),
        ("https://example.org:443/a", "https://example.org/a"), ("https://example.org?x", "https://example.org/?x"),
        ("https://[2606:4700::1111]/a", "https://[2606:4700::1111]/a"),
    ])
    func `a plain URL is put together again from its parts`(_ url: String, _ text: String) throws {
        #expect(try OutboundPolicy().target(url).text == text)
    }

    @Test(arguments: [
        ("https://b.org/x", "https://b.org/x"), ("//b.org/x", "https://b.org/x"), ("/x", "https://a.org/x"),
        ("x", "https://a.org/d/x"), ("../x", "https://a.org/d/../x"),
    ])
    func `a redirect leads where its text says`(_ location: String, _ place: String) {
        #expect(OutboundTarget("https://a.org/d/e?q")?.following(location) == place)
    }

    @Test(arguments: [
        "0.0.0.0", "10.1.2.3", "100.64.1.1", "127.0.0.1", "127.255.255.254", "169.254.169.254", "172.16.0.1",
        "172.31.255.255", "192.168.0.1", "192.0.0.1", "198.18.0.1", "203.0.113.1", "224.0.0.1", "255.255.255.255",
        "::", "::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "::127.0.0.1", "64:ff9b::10.0.0.1", "64:ff9b:1::1",
        "2002:7f00:0001::", "2001::1", "2001:db8::1", "fc00::1", "fd00:ec2::254", "fe80::1", "fec0::1", "ff02::1",
    ])
    func `an address that is not of the open internet is known as such`(_ text: String) throws {
        #expect(try #require(IPAddress(text)).isPublic == false)
    }

    @Test(arguments: ["8.8.8.8", "172.32.0.1", "100.128.0.1", "2606:4700::1111", "::ffff:8.8.8.8", "64:ff9b::8.8.8.8"])
    func `an address of the open internet is known as such`(_ text: String) throws {
        #expect(try #require(IPAddress(text)).isPublic)
    }

    @Test func `bytes of a resolver are an address, four or sixteen of them`() {
        #expect(IPAddress(bytes: [127, 0, 0, 1]) == IPAddress("127.0.0.1"))
        #expect(IPAddress(bytes: Array(repeating: 0, count: 15) + [1]) == IPAddress("::1"))
        for count in [0, 3, 5, 15, 17] { #expect(IPAddress(bytes: Array(repeating: 1, count: count)) == nil) }
    }

    @Test func `an allowed network opens itself and nothing else`() async throws {
        let policy = OutboundPolicy(networks: [CIDR("10.1.0.0/16")].compactMap(\.self))
        let target = try policy.target("https://mirror.lan/a")
        let inside = try #require(IPAddress("10.1.2.3"))
        #expect(try policy.address(of: target, among: [inside]) == inside)
        let outside = try #require(IPAddress("10.2.2.3"))
        #expect(await problem { try policy.address(of: target, among: [inside, outside]) } != nil)
        #expect(await problem { try policy.address(of: target, among: []) } != nil)
    }

    @Test func `checksums are found in both usual forms`() {
        let (a, b) = (String(repeating: "a", count: 64), String(repeating: "B", count: 64))
        let list = "# comment\n\(a)  one.qcow2\n\(a) *two.qcow2\nSHA256 (three.raw) = \(b)\nshort  four\n"
        #expect(ChecksumList.sha256(of: "one.qcow2", in: list) == a)
        #expect(ChecksumList.sha256(of: "two.qcow2", in: list) == a)
        #expect(ChecksumList.sha256(of: "three.raw", in: list) == b.lowercased())
        #expect(ChecksumList.sha256(of: "four", in: list) == nil && ChecksumList.sha256(of: "one", in: list) == nil)
    }
}
