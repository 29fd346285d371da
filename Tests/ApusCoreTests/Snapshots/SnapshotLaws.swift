import ApusModel
import ApusTesting
import Foundation

@testable import ApusCore

extension WorkflowLawTests {
    static var snapshotLaws: [WorkflowLaws] {
        [
            WorkflowLaws(CreateSnapshotWorkflow(key: key, plan: memory, wasActive: true), on: { scene(.running) }),
            WorkflowLaws(CreateSnapshotWorkflow(key: key, plan: external, wasActive: false), on: { scene(.off) }),
            WorkflowLaws(
                RevertSnapshotWorkflow(key: key, name: "s1", start: nil), mayKeepItsEffect: true,
                on: { scene(.running) }),
            WorkflowLaws(switching(from: .running, start: false), on: { branched(.running) }),
            WorkflowLaws(switching(from: .off, start: true), on: { branched(.off) }),
            WorkflowLaws(
                DeleteSnapshotWorkflow(key: key, names: ["s1"]), mayKeepItsEffect: true, on: { branched(.running) }),
        ]
    }

    private static let memory = SnapshotPlan(
        name: "s1", kind: .internal, withMemory: true, quiesce: .never, disks: [.init(target: "vda", isTaken: true)])
    private static let external = SnapshotPlan(
        name: "s1", kind: .external, disks: [.init(target: "vda", isTaken: true, overlay: "/pools/apus/\(overlay)")],
        volumes: ["apus/\(overlay)"])
    private static var overlay: String { SnapshotChoice.overlayName(vm, "s1-vda") }
    private static var fresh: String { SnapshotChoice.overlayName(vm, "fresh-vda") }

    /// A machine that stands on an external snapshot's overlay.
    private static func branched(_ state: VirtualMachineState) -> FakeHost {
        let host = scene(state)
        var world = host.world
        world.machines[vm]?.definition.ownership.volumes.append("apus/\(overlay)")
        world.volumes["apus/\(overlay)"] = "overlay"
        world.other["snapshot \(vm)/s1"] = ">apus/\(overlay)"
        world.other["stand \(vm)"] = "apus/\(overlay)"
        host.world = world
        return host
    }

    private static func switching(from state: VirtualMachineState, start: Bool) -> SwitchSnapshotWorkflow {
        func disk(_ name: String) -> SnapshotPlace.Disk {
            .init(target: "vda", path: "/pools/apus/\(name)", format: "qcow2", pool: "apus", capacity: 1 << 30)
        }
        return SwitchSnapshotWorkflow(
            key: key, from: .init(current: "s1", disks: [disk(overlay)], record: "s1", overlays: [disk(overlay)]),
            to: .init(current: "s1", disks: [disk(fresh)], record: "s1", overlays: [disk(fresh)]),
            bases: [disk("disk.qcow2")], wasActive: state.isActive, start: start)
    }
}
