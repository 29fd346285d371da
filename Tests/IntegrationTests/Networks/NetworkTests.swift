import ApusClient
import ApusModel
import Foundation
import Testing

extension IntegrationTests {
    /// Networks made through the API, as guests and virsh see them.
    @Suite struct Networks {
        @Test func `a guest on a new network gets the address that is kept for it, and its names`() async throws {
            let key = try await GuestKey.made()
            try await Site.with { site in
                try await site.server.use { client in
                    let (name, subnet) = (Self.name, try await Self.freeSubnet(site))
                    try await client.succeeded(
                        try await client.create(Self.request(name, subnet), key: Client.idempotencyKey()))
                    let mac = try await Self.start("kept", on: name, client, key)
                    try await Self.keep("\(subnet).77", for: mac, "kept", on: name, client)
                    #expect(try await Self.look("ip -4 addr show", at: "\(subnet).77", key).contains("\(subnet).77"))
                    try await Self.lookAtLeases(client, name, mac, "\(subnet).77")
                    let dns = try await client.addName(
                        name, "db.lab.test", ip: "\(subnet).9", key: Client.idempotencyKey())
                    #expect(try await client.succeeded(dns).notes == nil, "a name is live at once")
                    let answer = try await Self.look("nslookup db.lab.test \(subnet).1", at: "\(subnet).77", key)
                    #expect(answer.contains("\(subnet).9"))
                    try await Self.lookAtGuards(client, name, site)
                }
            }
            #expect(try await Libvirtd.shared().networks() == ["default"])
        }

        @Test func `a change differs from the definition before in nothing but what was asked`() async throws {
            try await Site.with { site in
                try await site.server.use { client in
                    let (name, subnet) = (Self.name, try await Self.freeSubnet(site))
                    try await client.succeeded(
                        try await client.create(Self.request(name, subnet), key: Client.idempotencyKey()))
                    let before = try await site.host.virsh("net-dumpxml", "--inactive", name)
                    var update = UpdateNetwork()
                    update.domain = "other.test"
                    let end = try await client.succeeded(
                        try await client.updateNetwork(name, update, key: Client.idempotencyKey()))
                    #expect(end.notes?.first?.contains("domain") == true, "it waits for a restart, and says so")
                    let after = try await site.host.virsh("net-dumpxml", "--inactive", name)
                    #expect(after == before.replacing("lab.test", with: "other.test") && after != before)
                    #expect(try await site.host.virsh("net-dumpxml", name).contains("lab.test"))
                    update = UpdateNetwork()
                    update.dhcp = DHCPRequest(ranges: [.init(start: "\(subnet).20", end: "\(subnet).30")])
                    let live = try await client.succeeded(
                        try await client.updateNetwork(name, update, key: Client.idempotencyKey()))
                    #expect(live.notes == nil)
                    let range = "start='\(subnet).20' end='\(subnet).30'"
                    let narrowed = try await site.host.virsh("net-dumpxml", "--inactive", name)
                    let old = "start='\(subnet).10' end='\(subnet).200'"
                    #expect(narrowed == after.replacing(old, with: range) && narrowed != after)
                    #expect(try await site.host.virsh("net-dumpxml", name).contains(range))
                    let row = try await client.show(.networks, name, as: Network.self)
                    #expect(row.dhcpRanges == ["\(subnet).20-\(subnet).30"] && row.domain == "lab.test")
                }
            }
        }

        @Test func `a subnet that the host reaches otherwise is refused, and nothing is left`() async throws {
            try await Site.with { site in
                try await site.server.use { client in
                    let taken = try await client.show(.networks, "default", as: Network.self)
                    var request = CreateNetwork(name: Self.name, forward: .nat)
                    request.address = taken.addresses.first
                    let problem = try await Self.refusal {
                        try await client.create(request, key: Client.idempotencyKey())
                    }
                    #expect(problem?.status == 409 && problem?.detail.contains("default") == true)
                    request = CreateNetwork(name: Self.name, forward: .bridge)
                    request.bridge = "no-such-bridge"
                    let end = try await client.settled(try await client.create(request, key: Client.idempotencyKey()))
                    #expect(end.state == .failed && end.error?.detail.contains("no-such-bridge") == true)
                    #expect(try await site.host.networks() == ["default"])
                }
            }
        }
    }
}

extension IntegrationTests.Networks {
    /// The problem that a request is refused with; nil where it is accepted.
    private static func refusal<Value>(_ body: () async throws -> Value) async throws -> Problem? {
        do {
            _ = try await body()
            return nil
        } catch let problem as Problem { return problem }
    }

    /// A name of its own: libvirt's rules go by bridge, but leases by name.
    private static var name: String { "lab-" + UUID().uuidString.prefix(6).lowercased() }

    private static func request(_ name: String, _ subnet: String) -> CreateNetwork {
        var request = CreateNetwork(name: name, forward: .nat)
        (request.address, request.domain) = ("\(subnet).0/24", "lab.test")
        request.dhcp = DHCPRequest(ranges: [.init(start: "\(subnet).10", end: "\(subnet).200")])
        return request
    }

    /// The first three numbers of a subnet that this machine does not have; other tests may run beside this one.
    private static func freeSubnet(_ site: Site) async throws -> String {
        let routes = try await Tool.output("/usr/sbin/ip", ["-4", "route", "show", "table", "all"])
        let free = (200...254).shuffled().map { "10.213.\($0)" }.first { !routes.contains($0 + ".") }
        return try #require(free)
    }

    /// Makes a machine that is off, and gives the hardware address of its card.
    private static func start(
        _ vm: String, on network: String, _ client: Client, _ key: GuestKey
    ) async throws -> String {
        var request = CreateVirtualMachine.tiny(vm)
        (request.network, request.start) = (network, false)
        request.cloudInit = CloudInit(user: "ada", sshKeys: [key.publicKey])
        let made = try await client.make(request)
        return try #require(made.nics.first?.mac)
    }

    private static func keep(
        _ address: String, for mac: String, _ vm: String, on network: String, _ client: Client
    ) async throws {
        let fixed = try await client.fixLease(
            network, mac: mac, FixLease(ip: address, name: vm), key: Client.idempotencyKey())
        #expect(try await client.succeeded(fixed).notes == nil, "a fixed lease is live at once")
        try await client.succeeded(try await client.startVM(vm, key: Client.idempotencyKey()))
    }

    private static func look(_ command: String, at address: String, _ key: GuestKey) async throws -> String {
        try await key.ask("ada", at: address, command)
    }

    private static func lookAtLeases(_ client: Client, _ network: String, _ mac: String, _ ip: String) async throws {
        let lease = try #require(try await client.leases(network).first { $0.mac == mac })
        #expect(lease.ip == ip && lease.vm == "kept" && lease.fixed)
        #expect(try await client.show(.networks, network, as: Network.self).vms == ["kept"])
    }

    /// Guests that run are not cut off by accident.
    private static func lookAtGuards(_ client: Client, _ network: String, _ site: Site) async throws {
        let stop = try await refusal {
            try await client.stopNetwork(network, force: false, key: Client.idempotencyKey())
        }
        #expect(stop?.status == 409 && stop?.candidates == ["kept"])
        #expect(try await client.networkImpact(network).running == ["kept"])
        #expect(try await site.host.virsh("net-info", network).contains("yes"))
        let forced = try await client.deleteNetwork(network, force: true, key: Client.idempotencyKey())
        try await client.succeeded(forced)
        #expect(try await site.host.networks() == ["default"])
    }
}
