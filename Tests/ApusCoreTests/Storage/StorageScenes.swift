import ApusModel
import ApusTesting
import Foundation

@testable import ApusCore

/// The workflows of pools and volumes, each with a host to begin on.
enum StorageScenes {
    static let host = UUID()
    static let vm = UUID()
    static let pool = UUID()
    static var poolKey: HostedKey { HostedKey(host: host, id: pool) }
    static let disk = VolumePlace(pool: "apus", name: "apus-\(vm.uuidString.lowercased()).qcow2")
    static let there = VolumePlace(pool: "fast", name: disk.name)
    static let data = VolumePlace(pool: "apus", name: "data.qcow2")
    static let new = VolumePlace(pool: "apus", name: "new.qcow2")

    static let lawful = [
        WorkflowLaws(CreatePoolWorkflow(host: host, pool: request, autostart: true), on: { scene() }),
        WorkflowLaws(SwitchPoolWorkflow(key: poolKey, active: true), on: { scene(pool: false) }),
        WorkflowLaws(SwitchPoolWorkflow(key: poolKey, active: false), on: { scene(pool: true) }),
        WorkflowLaws(SwitchPoolWorkflow(key: poolKey, active: true), on: { scene(pool: true) }),
        WorkflowLaws(RefreshPoolWorkflow(key: poolKey), on: { scene(pool: true) }),
        WorkflowLaws(ChangePoolWorkflow(key: poolKey, autostart: true), on: { scene(pool: true) }),
        WorkflowLaws(DeletePoolWorkflow(key: poolKey), on: { scene(pool: true) }),
        WorkflowLaws(CreateVolumeWorkflow(host: host, request: volume(new)), on: { scene() }),
        WorkflowLaws(
            GrowVolumeWorkflow(host: host, volume: data, capacity: 2 << 30), mayKeepItsEffect: true, on: { scene() }),
        WorkflowLaws(WipeVolumeWorkflow(host: host, volume: data), mayKeepItsEffect: true, on: { scene() }),
        WorkflowLaws(DeleteVolumeWorkflow(host: host, volume: data), mayKeepItsEffect: true, on: { scene() }),
        WorkflowLaws(
            CloneVolumeWorkflow(host: host, source: data, copy: volume(new), created: created), on: { scene() }),
        WorkflowLaws(moving(data, nil), on: { scene() }),
        WorkflowLaws(moving(disk, vm), on: { scene() }),
        WorkflowLaws(
            MoveRunningDiskWorkflow(
                host: host, copy: volume(there),
                move: DiskMove(vm: vm, target: "vda", from: disk, to: there, toPath: "", format: "qcow2"),
                created: created),
            mayKeepItsEffect: true, on: { scene(running: true) }),
    ]

    static func volume(_ place: VolumePlace) -> VolumeRequest {
        VolumeRequest(place, capacity: 1 << 30, allocation: 0, format: "qcow2")
    }

    private static let created = ApusModel.Operation.Target(kind: "volume", id: UUID(), name: "x")
    private static let request = PoolRequest(id: pool, name: "fast", type: .dir, path: "/pools/fast", source: .init())

    private static func moving(_ place: VolumePlace, _ vm: UUID?) -> MoveVolumeWorkflow {
        MoveVolumeWorkflow(
            host: host, from: place, fromPath: "/pools/\(place)", fromFormat: "qcow2",
            copy: volume(VolumePlace(pool: "fast", name: place.name)), vm: vm, target: vm.map { _ in "vda" },
            created: created)
    }

    /// A host with a machine and its disk, a volume of nobody's, and perhaps a pool.
    private static func scene(pool running: Bool? = nil, running machine: Bool = false) -> FakeHost {
        let fake = FakeHost(id: host)
        fake.settle(.sample(id: vm, name: "web1", operation: vm), machine ? .running : .off)
        fake.place(volume: "\(data)")
        if let running { fake.place(pool: pool, running: running) }
        return fake
    }
}
