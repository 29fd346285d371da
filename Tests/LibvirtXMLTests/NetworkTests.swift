import LibvirtXML
import Testing

@Suite struct NetworkTests {
    @Test func `a network with NAT and DHCP is read`() throws {
        let network = try NetworkDescription(xml: Fixtures.network)
        #expect(network.name == "lab" && network.bridge == "virbr1" && network.forwardMode == "nat")
        #expect(network.domain == "lab.test")
        let address = try #require(network.addresses.first)
        #expect(address.address == "10.199.77.1" && address.prefix == 24 && address.family == "ipv4")
        #expect(address.ranges == [.init(start: "10.199.77.10", end: "10.199.77.99")])
        #expect(address.hosts == [.init(mac: "52:54:00:aa:bb:01", name: "fixture-1", address: "10.199.77.5")])
    }

    @Test(arguments: [
        ("255.255.255.0", 24), ("255.255.255.254", 31), ("0.0.0.0", 0), ("255.255.255.255", 32),
        ("255.0.255.0", nil), ("255.255.255", nil), ("255.255.255.256", nil), ("", nil),
    ])
    func `a netmask is told as a prefix`(mask: String, prefix: Int?) throws {
        let network = try NetworkDescription(xml: "<network><ip address='10.0.0.1' netmask='\(mask)'/></network>")
        #expect(network.addresses.first?.prefix == prefix)
    }

    @Test func `an isolated network and an Open vSwitch are told apart`() throws {
        #expect(try NetworkDescription(xml: "<network><name>i</name></network>").forwardMode == nil)
        let bridged = try NetworkDescription(
            xml: "<network><forward mode='bridge'/><bridge name='br0'/><virtualport type='openvswitch'/></network>")
        #expect(bridged.forwardMode == "bridge" && bridged.virtualPort == "openvswitch" && bridged.addresses.isEmpty)
    }

    @Test func `a network is written and reads back`() throws {
        let read = try NetworkDescription(xml: Samples.network.element().xml())
        #expect(read.name == "lab" && read.forwardMode == "nat" && read.domain == "lab.test" && read.bridge == nil)
        #expect(read.addresses.first?.ranges == Samples.network.ipv4?.ranges)
        #expect(read.addresses.first?.hosts == Samples.network.ipv4?.hosts)
    }

    @Test func `an isolated network has no way out`() throws {
        let network = NetworkDefinition(name: "i", reach: .isolated)
        #expect(try network.element().xml() == "<network><name>i</name></network>")
    }

    @Test func `impossible networks are refused`() {
        var network = Samples.network
        network.ipv4?.prefix = 32
        #expect(throws: DefinitionError.self) { try network.element() }
        #expect(throws: DefinitionError.self) {
            try NetworkDefinition(name: "b", reach: .bridge(virtualPort: nil)).element()
        }
        network.ipv4?.prefix = 24
        network.reach = .bridge(virtualPort: nil)
        network.bridge = "br0"
        #expect(throws: DefinitionError.self) { try network.element() }
    }
}

extension Samples {
    static var network: NetworkDefinition {
        let range = NetworkDescription.Range(start: "10.199.77.10", end: "10.199.77.99")
        var network = NetworkDefinition(
            name: "lab", reach: .nat, ipv4: .init(address: "10.199.77.1", prefix: 24, ranges: [range]))
        network.ipv4?.hosts = [.init(mac: "52:54:00:aa:bb:01", name: "web-1", address: "10.199.77.5")]
        network.domain = "lab.test"
        return network
    }
}
