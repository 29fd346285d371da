import ApusModel
import Foundation
import Schema
import Testing

@testable import ApusServer

/// The bodies and answers of networks against the types they are made of, and what reaches no host.
@Suite struct NetworkSchemaTests {
    @Test func `bodies encode to what their schemas take`() throws {
        let host = StaticHost(mac: "52:54:00:00:00:01", ip: "10.10.0.5", name: "web")
        let range = AddressRange(start: "10.10.0.10", end: "10.10.0.20")
        var create = CreateNetwork(name: "lab", forward: .nat)
        (create.host, create.bridge, create.devices, create.address) = ("node1", "virbr7", ["eth0"], "10.10.0.1/24")
        (create.dhcp, create.ipv6) = (
            .init(ranges: [range], leaseTime: 3600), .init(address: "fd00::1/64", ranges: [range])
        )
        (create.domain, create.mtu, create.vlan, create.staticHosts) = ("lab.test", 1400, 5, [host])
        create.dns = .init(enabled: true, forwarders: ["1.1.1.1"], hosts: [.init(name: "db", ip: "10.10.0.5")])
        (create.autostart, create.start) = (true, false)
        try agree(RequestSchemas.createNetwork, create)
        var update = UpdateNetwork()
        (update.forward, update.bridge, update.devices, update.address) = (.route, "virbr7", ["eth0"], "10.10.0.1/24")
        (update.dhcp, update.ipv6, update.domain, update.mtu) = (create.dhcp, create.ipv6, "lab.test", 0)
        (update.vlan, update.staticHosts, update.dns, update.autostart) = (0, [host], create.dns, false)
        try agree(RequestSchemas.updateNetwork, update)
        try agree(RequestSchemas.stopNetwork, StopNetwork(force: true))
        try agree(RequestSchemas.fixLease, FixLease(ip: "10.10.0.5", name: "web"))
        try agree(RequestSchemas.addName, AddName(ip: "10.10.0.5"))
        var filter = CreateNetworkFilter(name: "web-only")
        filter.rules = [.init(action: .accept, direction: .inout, protocol: .tcp)]
        try agree(RequestSchemas.createNetworkFilter, filter, complete: false)
        filter = CreateNetworkFilter(name: "web-only")
        filter.xml = "<filter/>"
        try agree(RequestSchemas.createNetworkFilter, filter, complete: false)
    }

    @Test func `answers encode to what their schemas show`() throws {
        var lease = Lease(ip: "10.10.0.5", mac: "52:54:00:00:00:01")
        (lease.expiresAt, lease.hostname, lease.vm, lease.vmId) = (Date(timeIntervalSince1970: 1), "web", "web", UUID())
        try agree(ResourceSchemas.leases, Leases(items: [lease]))
        var interface = HostInterface(name: "br0", type: "bridge", state: .active)
        (interface.mac, interface.mtu, interface.vlan, interface.network) = ("52:54:00:00:00:01", 1500, 5, "lab")
        try agree(ResourceSchemas.hostInterfaces, HostInterfaces(items: [interface]))
        var filter = NetworkFilter(id: UUID(), name: "web-only", builtIn: false)
        filter.xml = "<filter/>"
        try agree(ResourceSchemas.networkFilter, filter)
        try agree(ResourceSchemas.networkFilters, NetworkFilters(items: [filter]))
        try agree(
            ResourceSchemas.networkImpact, NetworkImpact(network: UUID(), name: "lab", running: ["a"], off: ["b"]))
    }

    @Test(arguments: [
        (#"{"name":"x/y","forward":"nat"}"#, "/name"), (#"{"name":"x","forward":"hostdev"}"#, "/forward"),
        (#"{"name":"x","forward":"nat","address":"010.0.0.1/24"}"#, "/address"),
        (#"{"name":"x","forward":"nat","address":"10.0.0.1/31"}"#, "/address"),
        (#"{"name":"x","forward":"nat","bridge":"a b"}"#, "/bridge"),
        (#"{"name":"x","forward":"nat","domain":"a\nb"}"#, "/domain"),
        (#"{"name":"x","forward":"nat","mtu":-1}"#, "/mtu"), (#"{"name":"x","forward":"nat","vlan":4095}"#, "/vlan"),
        (
            #"{"name":"x","forward":"nat","staticHosts":[{"mac":"ff:ff:ff:ff:ff:ff","ip":"10.0.0.5"}]}"#,
            "/staticHosts/0/mac"
        ),
        (#"{"name":"x","forward":"nat","dns":{"hosts":[{"name":"a\nb","ip":"10.0.0.5"}]}}"#, "/dns/hosts/0/name"),
    ])
    func `bad input is refused at its field before any host is asked`(body: String, pointer: String) async throws {
        try await TestServer.run { server in
            let answer = try await server.ask("POST", "/api/v1/networks", json: body)
            #expect(answer.status == 422 && answer.faults[pointer] != nil, "\(answer.text)")
            #expect(!server.host.calls.contains("defineNetwork"))
        }
    }

    @Test func `a path that names no card or name is refused`() async throws {
        try await TestServer.run { server in
            let mac = try await server.ask(
                "POST", "/api/v1/networks/default/leases/01:00:5e:00:00:01", json: #"{"ip":"10.0.0.5"}"#)
            #expect(mac.status == 422, "\(mac.text)")
            let name = try await server.ask(
                "POST", "/api/v1/networks/default/dns/a%0Ab", json: #"{"ip":"10.0.0.5"}"#)
            #expect([400, 404, 422].contains(name.status), "\(name.text)")
            #expect(try await server.ask("DELETE", "/api/v1/networks/default/dns/none").status == 404)
            #expect(try await server.ask("DELETE", "/api/v1/networks/default", as: .user).status == 403)
        }
    }

    private func agree(_ schema: Schema, _ sample: some Encodable, complete: Bool = true) throws {
        let faults = try schema.faults(ofSample: sample, complete: complete)
        #expect(faults.isEmpty, "\(type(of: sample)): \(faults)")
        #expect(schema.declarationFaults().isEmpty)
    }
}
