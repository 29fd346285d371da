import ApusModel
import Testing

@Suite struct IPAddressTests {
    @Test(arguments: [
        ("10.0.0.1", "10.0.0.1"), ("255.255.255.255", "255.255.255.255"), ("::", "::"), ("::1", "::1"),
        ("FD00:0:0:0:0:0:0:1", "fd00::1"), ("2001:db8:0:0:1:0:0:1", "2001:db8::1:0:0:1"),
        ("2001:db8:0:1:1:1:1:1", "2001:db8:0:1:1:1:1:1"), ("::ffff:10.0.0.1", "::ffff:a00:1"),
        ("1:2:3:4:5:6:7::", "1:2:3:4:5:6:7:0"),
    ])
    func `an address reads and writes in its canonical form`(text: String, canonical: String) {
        #expect(IPAddress(text)?.description == canonical)
    }

    @Test(arguments: [
        "", "10", "10.0.0", "10.0.0.0.1", "10.0.0.256", "010.0.0.1", "10.0.0.08", "0x0a.0.0.1", "10.0.0.1 ", "+1.0.0.1",
        " 10.0.0.1", "10.0.0.-1", "１０.0.0.1", "10.0.0.1\n", ":", ":::", "1::2::3", "1:2:3:4:5:6:7", "1:2:3:4:5:6:7:8:9",
        "1:2:3:4:5:6:7:8::", "12345::", "g::", "fe80::1%eth0", "1.2.3.4::", "::1.2.3", "2130706433",
    ])
    func `anything else is no address`(text: String) {
        #expect(IPAddress(text) == nil)
    }

    @Test func `a network knows its ends, its members and its neighbours`() throws {
        let net = try #require(CIDR("10.10.0.77/24"))
        #expect(
            "\(net.first) \(net.last) \(net.network) \(net.gateway)"
                == "10.10.0.0 10.10.0.255 10.10.0.0/24 10.10.0.1/24")
        let (inside, outside) = (try #require(IPAddress("10.10.0.255")), try #require(IPAddress("10.10.1.0")))
        #expect(net.contains(inside) && !net.isForHosts(inside) && !net.contains(outside))
        for (other, expected) in [
            ("10.10.0.128/25", true), ("10.0.0.0/8", true), ("10.10.1.0/24", false), ("::/0", false),
        ] {
            #expect(net.overlaps(try #require(CIDR(other))) == expected, "\(other)")
        }
        #expect(try #require(CIDR("::/0")).last.description == "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff")
        #expect(try #require(CIDR("0.0.0.0/0")).last.description == "255.255.255.255")
    }

    @Test(arguments: [
        "10.0.0.0", "10.0.0.0/", "10.0.0.0/33", "10.0.0.0/08", "10.0.0.0/-1", "10.0.0.0/24/1", "::/129", "/24",
    ])
    func `a prefix is a plain number that fits`(text: String) { #expect(CIDR(text) == nil) }

    @Test(arguments: [
        ("52:54:00:12:34:56", true), ("52:54:00:AB:CD:EF", true), ("53:54:00:12:34:56", false),
        ("ff:ff:ff:ff:ff:ff", false), ("00:00:00:00:00:00", false), ("525400123456", false),
        ("52-54-00-12-34-56", false),
        ("52:54:00:12:34", false), ("52:54:00:12:34:5", false), ("52:54:00:12:34:56\n", false),
        ("5g:54:00:12:34:56", false), ("", false), ("+2:54:00:ab:cd:01", false), ("５２:54:00:ab:cd:01", false),
        ("52:54:00:ab:cd:01/><x>", false), ("02:00:00:00:00:00", true),
    ])
    func `a card has a unicast hardware address`(text: String, isCard: Bool) {
        #expect(NetworkWords.mac(text) == (isCard ? text.lowercased() : nil))
    }

    @Test(arguments: [
        ("a", true), ("db.lab.test", true), ("A.b", true), ("a.", false), (".a", false), ("a..b", false),
        ("a\nb", false), ("a_b", false), ("-a", false), ("", false), ("a b", false), ("ä", false),
    ])
    func `a DNS name is made of labels`(text: String, isName: Bool) { #expect(NetworkWords.isDomain(text) == isName) }
}
