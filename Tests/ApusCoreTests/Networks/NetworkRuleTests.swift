import ApusModel
import Foundation
import Testing

@testable import ApusCore

@Suite struct NetworkRuleTests {
    @Test func `a network's own address stands for the first of its hosts`() throws {
        #expect(try net { $0.address = "10.10.0.0/24" }.checked().address == "10.10.0.1/24")
        #expect(try net { $0.address6 = "fd00:10::/64" }.checked().address6 == "fd00:10::1/64")
    }

    static let wrong: [(String, @Sendable (inout NetworkSettings) -> Void)] = [
        ("/address", { $0.address = "10.10.0.1/31" }), ("/address", { $0.address = "10.10.0.255/24" }),
        ("/address", { $0.address = "127.0.0.1/24" }), ("/address", { $0.address = "fd00::1/64" }),
        ("/address", { $0.address = "010.10.0.1/24" }), ("/address", { $0.address = "10.0.0.1/7" }),
        ("/ipv6/address", { $0.address6 = "fe80::1/64" }), ("/ipv6/address", { $0.address6 = "fd00::1/32" }),
        ("/dhcp/ranges/0", { $0.ranges = [.init(start: "10.10.1.1", end: "10.10.1.9")] }),
        ("/dhcp/ranges/0", { $0.ranges = [.init(start: "10.10.0.9", end: "10.10.0.2")] }),
        ("/dhcp/ranges/0", { $0.ranges = [.init(start: "10.10.0.0", end: "10.10.0.9")] }),
        ("/dhcp/ranges/0", { $0.ranges = [.init(start: "10.10.0.9", end: "10.10.0.255")] }),
        (
            "/dhcp/ranges/1",
            {
                $0.ranges = [
                    .init(start: "10.10.0.9", end: "10.10.0.19"), .init(start: "10.10.0.19", end: "10.10.0.20"),
                ]
            }
        ),
        ("/dhcp/ranges/0", { ($0.address, $0.ranges) = ("10.0.0.1/8", [.init(start: "10.0.0.9", end: "10.2.0.9")]) }),
        ("/dhcp/ranges/0", { ($0.address, $0.ranges) = (nil, [.init(start: "10.10.0.9", end: "10.10.0.19")]) }),
        ("/staticHosts/0/mac", { $0.staticHosts = [.init(mac: "01:00:5e:00:00:01", ip: "10.10.0.5")] }),
        ("/staticHosts/0/ip", { $0.staticHosts = [.init(mac: "52:54:00:00:00:01", ip: "10.10.0.1")] }),
        ("/staticHosts/0/ip", { $0.staticHosts = [.init(mac: "52:54:00:00:00:01", ip: "10.11.0.5")] }),
        ("/staticHosts/0/name", { $0.staticHosts = [.init(mac: "52:54:00:00:00:01", ip: "10.10.0.5", name: "a\nb")] }),
        (
            "/staticHosts/1/ip",
            {
                $0.staticHosts = [
                    .init(mac: "52:54:00:00:00:01", ip: "10.10.0.5"), .init(mac: "52:54:00:00:00:02", ip: "10.10.0.5"),
                ]
            }
        ),
        (
            "/staticHosts/1/mac",
            {
                $0.staticHosts = [
                    .init(mac: "52:54:00:00:00:0A", ip: "10.10.0.5"), .init(mac: "52:54:00:00:00:0a", ip: "10.10.0.6"),
                ]
            }
        ),
        ("/dns/hosts/0/name", { $0.dns.hosts = [.init(name: "a\n", ip: "10.10.0.5")] }),
        (
            "/dns/hosts/1/name",
            { $0.dns.hosts = [.init(name: "a", ip: "10.10.0.5"), .init(name: "A", ip: "10.10.0.6")] }
        ),
        ("/dns/forwarders/0", { $0.dns.forwarders = ["one.one"] }), ("/domain", { $0.domain = "a..b" }),
        ("/bridge", { $0.bridge = "a name of sixteen" }), ("/mtu", { $0.mtu = 67 }), ("/vlan", { $0.vlan = 5 }),
        ("/mtu", { ($0.address6, $0.mtu) = ("fd00::1/64", 1279) }), ("/devices", { $0.devices = ["eth0", "eth1"] }),
        ("/bridge", { ($0.forward, $0.address) = (.bridge, nil) }),
        ("/devices", { ($0.forward, $0.address) = (.macvtap, nil) }),
        ("/address", { ($0.forward, $0.bridge) = (.bridge, "br0") }),
    ]

    @Test(arguments: 0..<wrong.count) func `what cannot be is refused at its field`(index: Int) async {
        let (pointer, spoil) = Self.wrong[index]
        let found = await problem { try net(spoil).checked() }
        #expect(
            found?.status == 422 && found?.errors?.map(\.pointer) == [pointer], "\(String(describing: found?.errors))")
    }

    @Test func `a change touches what it names`() throws {
        let before = try net { $0.staticHosts = [.init(mac: "52:54:00:00:00:01", ip: "10.10.0.5")] }.checked()
        var update = UpdateNetwork()
        update.domain = "lab.test"
        update.dhcp = DHCPRequest(ranges: [AddressRange(start: "10.10.0.9", end: "10.10.0.19")])
        var expected = before
        expected.domain = "lab.test"
        expected.ranges = [AddressRange(start: "10.10.0.9", end: "10.10.0.19")]
        #expect(try NetworkChange.update(update).applied(to: before) == expected)
        var undo = UpdateNetwork()
        (undo.domain, undo.dhcp) = ("", DHCPRequest(ranges: []))
        #expect(try NetworkChange.update(undo).applied(to: expected) == before)
        let fixed = try NetworkChange.fix(.init(mac: "52:54:00:00:00:01", ip: "10.10.0.6")).applied(to: before)
        #expect(fixed.staticHosts == [.init(mac: "52:54:00:00:00:01", ip: "10.10.0.6")], "a card has one address")
        #expect(try NetworkChange.release(mac: "52:54:00:00:00:01").applied(to: before).staticHosts.isEmpty)
    }

    private func net(_ change: (inout NetworkSettings) -> Void) -> NetworkSettings {
        var settings = NetworkSettings(forward: .nat)
        settings.address = "10.10.0.1/24"
        change(&settings)
        return settings
    }
}
