import ApusModel
import ApusTesting
import Foundation
import Testing

@testable import ApusCore

@Suite(.timeLimit(.minutes(1))) struct ChangeTests {
    private func changing(_ edit: (inout ChangeVirtualMachine) -> Void) -> ChangeVirtualMachine {
        var change = ChangeVirtualMachine()
        edit(&change)
        return change
    }

    @Test func `a change is carried out, and its notes say what waits`() async throws {
        let stage = try await Stage()
        try await stage.create(stage.request())
        let machines = stage.plane.machines
        let change = changing { ($0.cpus, $0.description) = (3, "new") }
        let end = try await stage.settle(try await machines.change(try stage.vm("web1"), change, .tester))
        #expect(end.state == .succeeded && end.notes == ["Takes effect at the next start."])
        #expect(try stage.vm("web1").cpus == 3)
    }

    @Test func `a refused definition is put back and the operation fails`() async throws {
        let stage = try await Stage()
        try await stage.create(stage.request())
        let before = stage.host.world
        stage.host.onCall { if $0 == "change" { throw DriverError(.refused, "no") } }
        let change = changing { $0.cpus = 2 }
        let end = try await stage.settle(
            try await stage.plane.machines.change(try stage.vm("web1"), change, .tester))
        #expect(end.state == .failed && end.error?.detail == "no")
        #expect(stage.host.world == before)
    }

    @Test func `names are unique in any case, and only machines that are off get one`() async throws {
        let host = FakeHost()
        host.settle(.sample(name: "web1"), .off)
        host.settle(.sample(name: "WEB2"), .off, managed: false)
        host.settle(.sample(name: "runs"), .running)
        let stage = try await Stage([host])
        func rename(_ vm: String, _ name: String) async -> Problem? {
            await problem {
                try await stage.plane.machines.change(try stage.vm(vm), changing { $0.name = name }, .tester)
            }
        }
        #expect(await rename("web1", "web2")?.code == "name-taken")
        #expect(await rename("runs", "other")?.code == "invalid-state")
        #expect(await rename("WEB2", "other")?.code == "not-managed")
        #expect(await rename("web1", "web3") == nil)
        #expect(await eventually { (try? stage.vm("web3"))?.operation == nil })
    }

    @Test func `a machine grows no further than its host can give, and shrinks on a full one`() async throws {
        let stage = try await Stage([FakeHost(cpus: 4, memory: 4 << 30)])
        let machines = stage.plane.machines
        try await stage.create(stage.request("web1", cpus: 1, memory: 1 << 30))
        try await stage.create(stage.request("web2", cpus: 2, memory: 2 << 30))
        func refusal(_ edit: (inout ChangeVirtualMachine) -> Void) async throws -> Problem? {
            let change = changing(edit)
            return await problem {
                _ = try await stage.settle(try await machines.change(try stage.vm("web1"), change, .tester))
            }
        }
        let edits: [(inout ChangeVirtualMachine) -> Void] = [
            { $0.cpus = 3 }, { $0.cpus = 512 }, { $0.memory = 3 << 30 }, { $0.maximumMemory = 64 << 40 },
        ]
        for edit in edits {
            let refused = try await refusal(edit)
            #expect(refused?.code == "no-capacity" && refused?.refusals?.first?.host == "node1")
        }
        #expect(try await refusal { ($0.cpus, $0.memory) = (2, 2 << 30) } == nil)
        // Others promised more than there is: what does not grow is not judged.
        stage.host.settle(.sample(name: "foreign"), .running, managed: false)
        stage.host.relist()
        #expect(await eventually { (try? stage.vm("foreign")) != nil })
        #expect(try await refusal { $0.description = "new" } == nil)
        #expect(try await refusal { ($0.cpus, $0.memory) = (1, 1 << 30) } == nil)
        #expect(try await refusal { $0.cpus = 2 }?.refusals?.first?.reason.contains("CPUs") == true)
    }

    @Test func `a retry of a change that was accepted is not judged again`() async throws {
        let stage = try await Stage([FakeHost(cpus: 2, memory: 4 << 30)])
        try await stage.create(stage.request())
        let change = changing { $0.cpus = 2 }
        let caller = Caller.repeated("k", hash: "h")
        let first = try await stage.plane.machines.change(try stage.vm("web1"), change, caller)
        var small = try stage.vm("web1")
        small.cpus = 1
        stage.host.settle(.sample(name: "foreign"), .running, managed: false)
        stage.host.relist()
        #expect(await eventually { (try? stage.vm("foreign")) != nil })
        #expect(try await stage.plane.machines.change(small, change, caller).id == first.id)
    }

    @Test func `faults name their fields`() {
        var vm = VirtualMachine(id: UUID(), name: "web1", host: UUID(), hostName: "n", state: .off)
        (vm.cpus, vm.maximumCPUs, vm.memory, vm.maximumMemory) = (2, 2, 1 << 30, 1 << 30)
        vm.disks = [Disk(device: .disk, target: "vda")]
        let rules = ChangeRules(vm)
        func pointers(_ edit: (inout ChangeVirtualMachine) -> Void) -> [String] {
            rules.faults(rules.tidied(changing(edit))).map(\.pointer)
        }
        #expect(pointers { $0.maximumCPUs = 1 } == ["/maximumCPUs"])
        #expect(pointers { ($0.memory, $0.maximumMemory) = (2 << 30, 1 << 30) } == ["/maximumMemory"])
        #expect(pointers { $0.bootOrder = ["vda", "vdb"] } == ["/bootOrder/1"])
        #expect(pointers { $0.cpu = .init(mode: .custom) } == ["/cpu/model"])
        #expect(pointers { $0.cpu = .init(model: "x") } == [])
        #expect(pointers { $0.cpu = .init(topology: .init(sockets: 1, cores: 3, threads: 1)) } == ["/cpu/topology"])
        #expect(pointers { ($0.cpus, $0.cpu) = (4, .init(topology: .init(sockets: 1, cores: 2, threads: 2))) } == [])
    }

    @Test func `an edited definition needs its base, which must be the present one`() async throws {
        let stage = try await Stage()
        try await stage.create(stage.request())
        let (machines, vm) = (stage.plane.machines, try stage.vm("web1"))
        let present = try await machines.xml(of: vm, inactive: true)
        var request = RedefineVirtualMachine(xml: "<domain>\n  <name>web1</name>\n  <x/>\n</domain>\n")
        #expect(await problem { try await machines.redefine(vm, request, .tester) }?.pointer == "/base")
        request.base = "<domain/>"
        #expect(await problem { try await machines.redefine(vm, request, .tester) }?.status == 412)
        request.base = present
        #expect(
            try await machines.review(vm, request)
                == DefinitionReview(
                    diff:
                        "--- present\n+++ edited\n@@ -1,3 +1,4 @@\n <domain>\n   <name>web1</name>\n+  <x/>\n </domain>\n",
                    faults: []))
        #expect(try await stage.settle(try await machines.redefine(vm, request, .tester)).state == .succeeded)
    }

    @Test func `protection refuses and says how it is lifted`() async throws {
        let stage = try await Stage()
        var vm = VirtualMachine(id: UUID(), name: "web1", host: stage.host.id, hostName: "n", state: .off)
        (vm.managed, vm.deleteProtection, vm.startProtection) = (true, true, true)
        let machines = stage.plane.machines
        let (start, delete) = (
            await problem { [vm] in try await machines.start(vm, .tester) },
            await problem { [vm] in try await machines.delete(vm, .tester) }
        )
        #expect(start?.status == 409 && start?.detail.contains("startProtection: false") == true)
        #expect(delete?.status == 409 && delete?.detail.contains("deleteProtection: false") == true)
    }

    @Test func `only disks that nothing else uses go when all are to go`() {
        let estate = Estate()
        let host = UUID()
        var pool = StoragePool(id: UUID(), name: "data", host: host, hostName: "n", state: .active)
        pool.path = "/data"
        estate.pools.upsert([pool])
        var vm = VirtualMachine(id: UUID(), name: "web1", host: host, hostName: "n", state: .off)
        vm.disks = ["/data/free.qcow2", "/data/shared.qcow2", "/data/base.qcow2", "/srv/x.raw", "data/named.raw"]
            .map { Disk(device: .disk, target: "vd", source: $0) }
        vm.disks.append(Disk(device: .cdrom, target: "sda", source: "/data/cd.iso", readOnly: true))
        var other = VirtualMachine(id: UUID(), name: "web2", host: UUID(), hostName: "m", state: .off)
        other.disks = [Disk(device: .disk, target: "vda", source: "/data/shared.qcow2")]
        estate.machines.upsert([vm, other])
        let plan = DeletionPlan(vm: vm.id, name: "web1", deletes: [], keeps: vm.disks.compactMap(\.source))
        let widened = DiskUses(of: vm, in: estate).widened(plan, ["/data/base.qcow2": "/data/above.qcow2"])
        #expect(widened.deletes == ["data/free.qcow2", "data/named.raw"])
        #expect(widened.keeps == ["/data/shared.qcow2", "/data/base.qcow2", "/srv/x.raw", "/data/cd.iso"])
        #expect(widened.notes?.count == 4)
    }
}

@Suite struct UnifiedDiffTests {
    @Test func `equal texts differ in nothing`() {
        #expect(UnifiedDiff.text(from: "a\nb\n", to: "a\nb") == "")
    }

    @Test func `far changes are shown apart, with three lines around each`() {
        let lines = (1...20).map { "l\($0)" }
        var new = lines
        new[1] = "x"
        new.remove(at: 17)
        let text = UnifiedDiff.text(from: lines.joined(separator: "\n"), to: new.joined(separator: "\n"))
        #expect(
            text
                == """
                --- present
                +++ edited
                @@ -1,5 +1,5 @@
                 l1
                -l2
                +x
                 l3
                 l4
                 l5
                @@ -15,6 +15,5 @@
                 l15
                 l16
                 l17
                -l18
                 l19
                 l20

                """)
    }
}
