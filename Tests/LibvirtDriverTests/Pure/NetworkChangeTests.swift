import ApusModel
import Foundation
import LibvirtXML
import Testing

@testable import LibvirtDriver

@Suite struct NetworkChangeTests {
    /// With what Apus does not know: options, comments, several addresses of one family.
    static let xml = """
        <network xmlns:dnsmasq='http://libvirt.org/schemas/network/dnsmasq/1.0' connections='1'>
          <name>lab</name>
          <forward mode='nat'><nat><port start='1024' end='65535'/></nat></forward>
          <bridge name='virbr7' stp='on' delay='0'/>
          <domain name='lab.test' localOnly='yes'/>
          <dns><txt name='a' value='b'/><host ip='10.1.0.5'><hostname>db</hostname></host></dns>
          <ip address='10.1.0.1' netmask='255.255.255.0'>
            <tftp root='/srv'/>
            <dhcp>
              <range start='10.1.0.10' end='10.1.0.20'/>
              <host mac='52:54:00:00:00:01' name='a' ip='10.1.0.5'/>
              <bootp file='x'/>
            </dhcp>
          </ip>
          <ip address='10.2.0.1' prefix='24'/>
          <!-- mine -->
          <dnsmasq:options><dnsmasq:option value='no-ping'/></dnsmasq:options>
        </network>
        """

    @Test func `settings are read from what others wrote`() throws {
        let settings = try #require(NetworkSettings(NetworkDescription(xml: Self.xml), autostart: true))
        #expect(settings.forward == .nat && settings.address == "10.1.0.1/24" && settings.bridge == "virbr7")
        #expect(settings.ranges == [AddressRange(start: "10.1.0.10", end: "10.1.0.20")])
        #expect(settings.staticHosts == [StaticHost(mac: "52:54:00:00:00:01", ip: "10.1.0.5", name: "a")])
        #expect(settings.dns.hosts == [DNSHost(name: "db", ip: "10.1.0.5")])
    }

    @Test func `what is not asked for stays as it was written`() throws {
        var tree = try XMLTree.parse(Self.xml)
        let present = try #require(NetworkSettings(NetworkDescription(tree), autostart: true))
        tree.change(from: present, to: present)
        #expect(try tree == XMLTree.parse(Self.xml))
        var wanted = present
        wanted.domain = "other.test"
        tree.change(from: present, to: wanted)
        #expect(try tree == XMLTree.parse(Self.xml.replacing("lab.test", with: "other.test")))
    }

    @Test(arguments: 0..<changes.count)
    func `a change says what was wanted, keeps the rest, and is undone by its inverse`(
        index: Int
    ) throws {
        var tree = try XMLTree.parse(Self.xml)
        let present = try #require(NetworkSettings(NetworkDescription(tree), autostart: true))
        var wanted = present
        Self.changes[index](&wanted)
        tree.change(from: present, to: wanted)
        #expect(try #require(NetworkSettings(NetworkDescription(tree), autostart: true)) == wanted)
        let kept = try tree.xml()
        for part in ["no-ping", "mine", "name=\"a\" value=\"b\"", "10.2.0.1"] {
            #expect(kept.contains(part) || kept.contains(part.replacing("\"", with: "'")), "\(part): \(kept)")
        }
        tree.change(from: wanted, to: present)
        #expect(try #require(NetworkSettings(NetworkDescription(tree), autostart: true)) == present)
    }

    static let changes: [@Sendable (inout NetworkSettings) -> Void] = [
        { $0.forward = .isolated }, { $0.forward = .route }, { $0.devices = ["eth0"] }, { $0.mtu = 1400 },
        { $0.domain = nil }, { $0.dns.enabled = false }, { $0.dns.forwarders = ["1.1.1.1"] }, { $0.dns.hosts = [] },
        { $0.dns.hosts.append(.init(name: "web", ip: "10.1.0.5")) }, { $0.ranges = [] }, { $0.leaseTime = 600 },
        { $0.ranges = [.init(start: "10.1.0.30", end: "10.1.0.40")] }, { $0.staticHosts = [] },
        { $0.staticHosts.append(.init(mac: "52:54:00:00:00:02", ip: "10.1.0.6")) },
        { $0.address = "10.1.0.2/25" }, { $0.address6 = "fd00::1/64" },
    ]

    @Test func `a network of every kind reads back as it was asked for`() throws {
        var bridged = NetworkSettings(forward: .ovs)
        (bridged.bridge, bridged.vlan) = ("ovsbr0", 42)
        var macvtap = NetworkSettings(forward: .macvtap)
        macvtap.devices = ["eth0"]
        var nat = NetworkSettings(forward: .nat)
        (nat.address, nat.address6, nat.leaseTime, nat.mtu) = ("10.1.0.1/24", "fd00::1/64", 600, 1400)
        nat.ranges = [.init(start: "10.1.0.30", end: "10.1.0.40")]
        nat.ranges6 = [.init(start: "fd00::10", end: "fd00::20")]
        nat.dns.forwarders = ["1.1.1.1"]
        for settings in [bridged, macvtap, nat, NetworkSettings(forward: .isolated), NetworkSettings(forward: .open)] {
            let xml = try settings.definition(UUID(), "lab").element().xml()
            #expect(try NetworkSettings(NetworkDescription(xml: xml), autostart: false) == settings)
        }
    }
}
