import ApusModel
import ApusTesting
import Foundation
import Testing

@testable import ApusCore

@Suite(.timeLimit(.minutes(1))) struct NetworkVerbTests {
    @Test func `a network is made, changed, stopped and deleted`() async throws {
        let stage = try await Stage()
        let networks = stage.plane.networks
        #expect(try await stage.settle(try await networks.create(request("lab"), .tester)).state == .succeeded)
        #expect(try lab(stage).state == .active && lab(stage).addresses == ["10.10.0.1/24"])
        let fix = try await networks.fixLease(
            try lab(stage), mac: "52:54:00:00:00:0A", FixLease(ip: "10.10.0.9"), .tester)
        #expect(try await stage.settle(fix).state == .succeeded)
        #expect(try lab(stage).staticHosts == [StaticHost(mac: "52:54:00:00:00:0a", ip: "10.10.0.9")])
        let refusal = await problem { try await networks.delete(try lab(stage), force: false, .tester) }
        #expect(refusal?.code == "invalid-state", "an active network stays")
        #expect(
            try await stage.settle(try await networks.stop(try lab(stage), force: false, .tester)).state == .succeeded)
        #expect(try lab(stage).state == .inactive)
        #expect(
            try await stage.settle(try await networks.delete(try lab(stage), force: false, .tester)).state == .succeeded
        )
        #expect(stage.host.world == FakeHost.World())
        #expect(!stage.estate.networks.rows().contains { $0.name == "lab" })
    }

    @Test func `a subnet, bridge or name of another network is refused with its name`() async throws {
        let stage = try await Stage()
        let networks = stage.plane.networks
        var first = request("lab")
        first.bridge = "virbr9"
        #expect(try await stage.settle(try await networks.create(first, .tester)).state == .succeeded)
        let overlap = await problem { try await networks.create(request("lab2", "10.0.0.0/8"), .tester) }
        #expect(overlap?.status == 409 && overlap?.detail.contains("\"lab\"") == true && overlap?.pointer == "/address")
        var second = request("lab2", "10.11.0.0/24")
        second.bridge = "virbr9"
        let bridge = await problem { try await networks.create(second, .tester) }
        #expect(bridge?.status == 409 && bridge?.pointer == "/bridge")
        let name = await problem { try await networks.create(request("lab", "10.11.0.0/24"), .tester) }
        #expect(name?.code == "name-taken")
        #expect(stage.host.calls.count { $0 == "defineNetwork" } == 1)
    }

    @Test func `a network that cannot start is taken away again, and the operation failed`() async throws {
        let stage = try await Stage()
        stage.host.onCall { if $0 == "startNetwork" { throw DriverError(.exists, "in use by eth0") } }
        let end = try await stage.settle(try await stage.plane.networks.create(request("lab"), .tester))
        #expect(end.state == .failed && end.error?.status == 409)
        #expect(stage.host.world == FakeHost.World())
    }

    @Test func `running guests are named and not cut off, unless forced`() async throws {
        let stage = try await Stage()
        let networks = stage.plane.networks
        var vm = VirtualMachine(id: UUID(), name: "web1", host: stage.host.id, hostName: "node1", state: .running)
        vm.nics = [NIC(mac: "52:54:00:00:00:01", type: "network", source: "default")]
        stage.estate.observed(vm.key, vm)
        let row = try stage.estate.networks.rows().resolve("default")
        #expect(row.vms == ["web1"])
        let refusal = await problem { try await networks.stop(row, force: false, .tester) }
        #expect(refusal?.status == 409 && refusal?.candidates == ["web1"])
        #expect(networks.impact(row).running == ["web1"] && networks.impact(row).off.isEmpty)
        #expect(try await stage.settle(try await networks.stop(row, force: true, .tester)).state == .succeeded)
        let lease = try #require(try await networks.leases(row).first)
        #expect(lease.vm == "web1" && lease.vmId == vm.id && !lease.fixed)
        vm.state = .off
        stage.estate.observed(vm.key, vm)
        #expect(networks.impact(row).off == ["web1"])
    }

    @Test func `a shipped filter stays, and one of ours comes and goes`() async throws {
        let stage = try await Stage()
        let (networks, host) = (stage.plane.networks, try #require(stage.estate.hosts.row(stage.host.id)))
        stage.host.world.other["filter \(UUID())"] = "clean-traffic"
        let refusal = await problem { try await networks.deleteFilter("clean-traffic", on: host, .tester) }
        #expect(refusal?.code == "not-managed")
        var filter = CreateNetworkFilter(name: "web-only")
        filter.rules = [.init(action: .accept, direction: .in, protocol: .icmp)]
        filter.rules?[0].ports = "80"
        #expect(
            await problem { try await networks.createFilter(filter, on: host, .tester) }?.pointer == "/rules/0/ports")
        filter.rules?[0].ports = nil
        #expect(try await stage.settle(try await networks.createFilter(filter, on: host, .tester)).state == .succeeded)
        #expect(await problem { try await networks.createFilter(filter, on: host, .tester) }?.code == "name-taken")
        let end = try await stage.settle(try await networks.deleteFilter("web-only", on: host, .tester))
        #expect(end.state == .succeeded)
        #expect(try await networks.filters(of: host).map(\.name) == ["clean-traffic"])
    }

    private func lab(_ stage: Stage) throws -> Network { try stage.estate.networks.rows().resolve("lab") }

    private func request(_ name: String, _ address: String = "10.10.0.0/24") -> CreateNetwork {
        var request = CreateNetwork(name: name, forward: .nat)
        request.address = address
        return request
    }
}
