import ApusModel
import ApusTesting
import Foundation
import Testing

@testable import ApusCore

@Suite(.timeLimit(.minutes(1))) struct EstateTests {
    @Test func `silent storage keeps its rows as stale, names the pool, and hides no machine`() {
        let estate = Estate()
        let (provider, host) = (UUID(), UUID())
        let pools = ["nas", "local"].map {
            StoragePool(id: UUID(), name: $0, host: host, hostName: "n", state: .active)
        }
        let key = HostedKey(host: host, id: UUID())
        let silent = Date(timeIntervalSince1970: 5)
        estate.apply(
            .listing(host: host, machines: [machine(key, .running)], pools: pools, networks: []), of: provider,
            at: Date())
        var volume = Volume(
            name: "a", pool: "nas", poolID: pools[0].id, host: host, hostName: "n", type: .file, path: "/a")
        volume.capacity = 1 << 40
        estate.apply(.volumes(host: host, pool: nil, [volume]), of: provider, at: Date())
        estate.apply(.storageSilent(host: host, pool: pools[0].id), of: provider, at: silent)
        estate.apply(
            .listing(host: host, machines: [machine(key, .running)], pools: nil, networks: []), of: provider, at: Date()
        )
        let rows = estate.pools.rows(in: host)
        #expect(rows.allSatisfy { $0.staleSince == silent } && rows.count == 2)
        #expect(rows.first { $0.name == "nas" }?.state == .inaccessible)
        #expect(rows.first { $0.name == "nas" }?.promised == 1 << 40)
        #expect(rows.first { $0.name == "local" }?.promised == nil)
        #expect(estate.volumes.rows(in: host).allSatisfy { $0.staleSince == silent })
        #expect(estate.machines.rows(in: host).map(\.staleSince) == [nil])
        estate.apply(.pools(host: host, pools), of: provider, at: Date())
        #expect(estate.pools.rows(in: host).allSatisfy { $0.staleSince == nil && $0.state == .active })
    }

    @Test func `an operation's mark lies over what the host says, and outside changes show through`() async throws {
        let host = FakeHost()
        let id = host.settle(.sample(name: "web1"), .running)
        let stage = try await Stage([host])
        let gate = Gate()
        host.onCall { if $0 == "powerOff" { try await gate.wait() } }
        let stop = try await stage.plane.machines.stop(try stage.vm("web1"), .init(graceSeconds: 0), .tester)
        let marked = try stage.vm("web1")
        #expect(marked.state == .stopping && marked.operation == stop.id)
        // Past the look at whether it is off already.
        #expect(await eventually { gate.arrivals > 0 })
        host.outside(id, .off)
        #expect(await eventually { try stage.vm("web1").state == .off })
        #expect(try stage.vm("web1").operation == stop.id)
        host.outside(id, .running)
        #expect(await eventually { try stage.vm("web1").state == .stopping })
        gate.open()
        #expect(try await stage.settle(stop).state == .succeeded)
        // A listing that was read before may still come in between; the host's event follows it.
        #expect(await eventually { try stage.vm("web1").state == .off })
        #expect(try stage.vm("web1").operation == nil)
    }

    @Test func `a machine that vanishes outside is gone, also under an operation`() async throws {
        let host = FakeHost()
        let id = host.settle(.sample(name: "web1"), .off)
        let stage = try await Stage([host])
        host.say(.machineGone(HostedKey(host: host.id, id: id)))
        #expect(await eventually { stage.estate.machines.rows().isEmpty })
        #expect(stage.estate.hosts.row(host.id)?.cpusAllocated == 0)
    }

    @Test func `the rows of a silent host stay, marked with their age, take no machines, and come back`() async throws {
        let host = FakeHost()
        host.settle(.sample(name: "web1"), .running)
        let stage = try await Stage([host])
        host.goSilent()
        #expect(await eventually { try stage.vm("web1").staleSince != nil })
        #expect(stage.estate.networks.rows().allSatisfy { $0.staleSince != nil })
        #expect(stage.estate.pools.rows().allSatisfy { $0.staleSince != nil })
        let row = try #require(stage.estate.hosts.row(host.id))
        #expect(row.state == .unreachable && row.fault == "no route to host" && row.lastSeen != nil)
        #expect(await problem { try await stage.plane.machines.create(stage.request("b"), .tester) }?.status == 507)
        let change = await problem { try await stage.plane.machines.delete(try stage.vm("web1"), .tester) }
        #expect(change?.status == 503 && change?.retryAfter != nil)
        host.comeBack()
        #expect(await eventually { try stage.vm("web1").staleSince == nil })
        #expect(stage.estate.hosts.row(host.id)?.state == .up && stage.estate.hosts.row(host.id)?.fault == nil)
        #expect(stage.estate.networks.rows().allSatisfy { $0.staleSince == nil })
        #expect(try await stage.create(stage.request("b")).state == .succeeded)
    }

    @Test func `the age of a silent host's rows does not grow younger`() {
        let (estate, host, provider, key) = furnished(.running)
        estate.apply(.unreachable(reason: "a"), of: provider, at: Date(timeIntervalSince1970: 2000))
        estate.apply(.unreachable(reason: "b"), of: provider, at: Date(timeIntervalSince1970: 9000))
        #expect(estate.machines.row(key)?.staleSince == Date(timeIntervalSince1970: 1000))
        #expect(estate.hosts.row(host)?.fault == "b")
    }

    @Test func `learned addresses stay while a machine runs and go when it is off`() throws {
        let (estate, host, provider, key) = furnished(.running)
        let address = GuestAddress(address: "192.168.122.7", mac: nil, source: .lease)
        estate.apply(.addresses(host: host, [key.id: [address]]), of: provider, at: Date())
        estate.apply(.machine(machine(key, .running)), of: provider, at: Date())
        #expect(estate.machines.row(key)?.addresses == [address])
        estate.apply(
            .listing(host: host, machines: [machine(key, .paused)], pools: [], networks: []), of: provider, at: Date())
        #expect(estate.machines.row(key)?.addresses == [address])
        estate.apply(.machine(machine(key, .off)), of: provider, at: Date())
        #expect(estate.machines.row(key)?.addresses == [])
        estate.apply(.addresses(host: host, [key.id: [address]]), of: provider, at: Date())
        #expect(estate.machines.row(key)?.addresses == [], "a late lease does not give a stopped machine an address")
        estate.apply(.machine(machine(key, .running)), of: provider, at: Date())
        #expect(estate.machines.row(key)?.addresses == [])
    }

    @Test func `a listing replaces what was known of that host alone`() {
        let (estate, host, provider, key) = furnished(.running)
        let elsewhere = HostedKey(host: UUID(), id: UUID())
        estate.observed(elsewhere, machine(elsewhere, .running))
        estate.apply(.listing(host: host, machines: [], pools: [], networks: []), of: provider, at: Date())
        #expect(estate.machines.row(key) == nil)
        #expect(estate.machines.row(elsewhere) != nil)
    }

    @Test func `a removed provider takes its rows along, but not while an operation runs there`() async throws {
        let stage = try await Stage()
        let gate = Gate()
        stage.host.onCall { if $0 == "define" { try await gate.wait() } }
        let operation = try await stage.plane.machines.create(stage.request(), .tester)
        let refusal = await problem { try await stage.plane.providers.remove("node1") }
        #expect(refusal?.code == "locked" && refusal?.operation == operation.id)
        gate.open()
        _ = try await stage.settle(operation)
        try await stage.plane.providers.remove("node1")
        #expect(stage.estate.hosts.rows().isEmpty && stage.estate.machines.rows().isEmpty)
        #expect(stage.host.world.machines.count == 1, "nothing on the host is changed")
    }

    @Test func `a provider stays while a machine is on its way to it`() async throws {
        let stage = try await Stage([FakeHost("node1"), FakeHost("node2")])
        try await stage.create(stage.request())
        let vm = try stage.vm("web1")
        let target = try #require(stage.estate.hosts.rows().first { $0.id != vm.host })
        let operation = ApusModel.Operation(
            id: UUID(), kind: "vm.migrate", target: .init(kind: VirtualMachine.noun, id: vm.id, name: vm.name),
            host: vm.host, actor: "tester", createdAt: Date())
        var arrival = vm
        (arrival.host, arrival.hostName) = (target.id, target.name)
        stage.estate.begin(operation, intents: [vm, arrival])
        let refusal = await problem { try await stage.plane.providers.remove(target.name) }
        #expect(refusal?.code == "locked" && refusal?.operation == operation.id)
        var ended = operation
        ended.state = .succeeded
        stage.estate.settle(ended)
        try await stage.plane.providers.remove(target.name)
    }

    @Test func `a provider's address is checked, and one address is one provider`() async throws {
        let stage = try await Stage()
        let wrong = await problem {
            try await stage.plane.providers.add(CreateProvider(name: "x", address: "qemu+ext:///x"))
        }
        #expect(wrong?.status == 422 && wrong?.pointer == "/address")
        let twin = await problem {
            try await stage.plane.providers.add(CreateProvider(name: "x", address: "fake://node1"))
        }
        #expect(twin?.status == 409)
    }

    private func furnished(_ state: VirtualMachineState) -> (Estate, UUID, UUID, HostedKey) {
        let (estate, host, provider) = (Estate(), UUID(), UUID())
        let key = HostedKey(host: host, id: UUID())
        let seen = Date(timeIntervalSince1970: 1000)
        estate.apply(
            .host(Host(id: host, number: 1, name: "node1", provider: provider, providerName: "p")), of: provider,
            at: seen)
        estate.apply(
            .listing(host: host, machines: [machine(key, state)], pools: [], networks: []), of: provider, at: seen)
        return (estate, host, provider, key)
    }

    private func machine(_ key: HostedKey, _ state: VirtualMachineState) -> VirtualMachine {
        VirtualMachine(id: key.id, name: "web1", host: key.host, hostName: "node1", state: state)
    }
}
