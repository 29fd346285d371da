import ApusModel
import Foundation
import Testing

@testable import ApusCore

/// Which kind of snapshot is taken, and what is refused in words.
@Suite struct SnapshotChoiceTests {
    private let vm = VirtualMachine(id: UUID(), name: "web1", host: UUID(), hostName: "node1", state: .running)

    @Test func `a machine that is off is kept within its images, a running one beside them`() throws {
        #expect(try plan(.off).kind == .internal)
        let running = try plan(.running)
        #expect(running.kind == .external && !running.withMemory && running.quiesce == .auto)
        let prefix = "apus-\(vm.id.uuidString.lowercased())-snapshot-s1-vda.qcow2"
        #expect(running.volumes == ["apus/" + prefix])
        #expect(running.disks.map(\.overlay) == ["/pool/" + prefix, nil])
        #expect(running.disks.map(\.isTaken) == [true, false])
    }

    @Test func `memory makes it internal, raw disks and flash make it external`() throws {
        let memory = try plan(.running) { $0.memory = true }
        #expect(memory.kind == .internal && memory.withMemory)
        #expect(try plan(.off, format: "raw").kind == .external)
        #expect(try plan(.off, hasFlash: true).kind == .external)
    }

    @Test func `a new snapshot follows those that are there`() throws {
        #expect(try plan(.off, others: [.external]).kind == .external)
        let running = try plan(.running, others: [.internal])
        #expect(running.kind == .internal && running.withMemory)
    }

    @Test func `what cannot be is refused with what to do instead`() throws {
        #expect(refusal(.off) { $0.memory = true }.contains("is off"))
        #expect(refusal(.running, format: "raw") { $0.memory = true }.contains("only qcow2"))
        #expect(refusal(.running, others: [.external]) { $0.memory = true }.contains("without memory"))
        #expect(refusal(.running, others: [.internal]) { $0.memory = false }.contains("with memory"))
        #expect(refusal(.running) { ($0.kind, $0.memory) = (.internal, false) }.contains("keeps its memory"))
        #expect(refusal(.off, checkpoints: 1).contains("checkpoints"))
        #expect(refusal(.saved).contains("saved"))
        #expect(refusal(.running, pool: nil).contains("no storage pool"))
        #expect(refusal(.running, depth: 32).contains("32"))
        #expect(refusal(.running) { $0.disks = ["vdb"] }.contains("/disks"), "a seed is never taken")
    }

    @Test func `a snapshot is deleted after all that were taken after it`() {
        func row(_ name: String, _ parent: String?) -> VirtualMachineSnapshot {
            var row = other(.internal)
            (row.name, row.parent) = (name, parent)
            return row
        }
        let rows = [row("a", "c"), row("b", "a"), row("c", "b"), row("d", "a"), row("e", nil)]
        #expect(VirtualMachines.descendants(of: "a", in: rows) == ["c", "d", "b", "a"], "also in a circle")
        #expect(VirtualMachines.descendants(of: "e", in: rows) == ["e"])
    }

    private func other(_ kind: VirtualMachineSnapshot.Kind) -> VirtualMachineSnapshot {
        VirtualMachineSnapshot(
            id: UUID(), name: "s0", vm: vm.id, vmName: vm.name, host: vm.host, hostName: "node1", kind: kind,
            state: .off)
    }

    private func plan(
        _ state: VirtualMachineState, format: String = "qcow2", hasFlash: Bool = false, checkpoints: Int = 0,
        pool: String? = "apus", depth: Int = 1, others: [VirtualMachineSnapshot.Kind] = [],
        _ change: (inout CreateSnapshot) -> Void = { _ in }
    ) throws -> SnapshotPlan {
        var request = CreateSnapshot(name: "s1")
        change(&request)
        let scene = SnapshotScene(
            state: state,
            disks: [
                .init(target: "vda", path: "/pool/web.qcow2", format: format, pool: pool, depth: depth),
                .init(target: "vdb", path: "/pool/seed.iso", format: "raw", isWritable: false, pool: "apus"),
            ], hasFlash: hasFlash, checkpoints: checkpoints)
        return try SnapshotChoice(request: request, vm: vm, scene: scene, others: others.map(other)).plan(name: "s1")
    }

    private func refusal(
        _ state: VirtualMachineState, format: String = "qcow2", checkpoints: Int = 0, pool: String? = "apus",
        depth: Int = 1, others: [VirtualMachineSnapshot.Kind] = [], _ change: (inout CreateSnapshot) -> Void = { _ in }
    ) -> String {
        do {
            let plan = try plan(
                state, format: format, checkpoints: checkpoints, pool: pool, depth: depth, others: others, change)
            return "takes \(plan)"
        } catch let problem as Problem { return problem.detail } catch { return "\(error)" }
    }
}
