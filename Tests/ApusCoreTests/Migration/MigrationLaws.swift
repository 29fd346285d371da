import ApusModel
import ApusTesting
import Foundation

@testable import ApusCore

extension WorkflowLawTests {
    private static let neighbour = UUID()

    static var migrationLaws: [WorkflowLaws] {
        [
            WorkflowLaws(migration(live: true), mayKeepItsEffect: true, on: { beside(.running) }),
            WorkflowLaws(migration(live: false), on: { beside(.off) }),
            WorkflowLaws(bringing, on: { volumes() }),
            WorkflowLaws(MoveMachinesWorkflow(run: UUID(), actor: "tester", moves: []), on: { scene(.running) }),
        ]
    }

    private static func beside(_ state: VirtualMachineState) -> FakeHost {
        let fake = scene(state)
        fake.neighbour = FakeHost("node2", id: neighbour)
        return fake
    }

    private static var bringing: BringVolumeWorkflow {
        let place = VolumePlace(pool: "apus", name: "data.qcow2")
        return BringVolumeWorkflow(
            source: host, target: neighbour,
            volume: MovingDisk(
                target: place.name, filling: .bytes, from: place,
                to: VolumeRequest(place, capacity: 1 << 30, format: "qcow2"), isOwn: true),
            created: .init(kind: "volume", id: UUID(), name: "apus:data.qcow2"))
    }

    private static func volumes() -> FakeHost {
        let fake = beside(.off)
        fake.place(volume: "apus/data.qcow2", "\(1 << 30) bytes")
        return fake
    }

    /// Its disks are copied into another pool while it runs; one that is off has shared disks.
    private static func migration(live: Bool) -> MigrateVirtualMachineWorkflow {
        let volumes = live ? definition.ownership.volumes : []
        let disks = volumes.enumerated().compactMap { index, volume in
            VolumeName(volume).map { name in
                MovingDisk(
                    target: "vd\(index)", filling: .mirror, from: VolumePlace(pool: name.pool, name: name.volume),
                    to: VolumeRequest(.init(pool: "fast", name: name.volume), capacity: 1 << 30, format: "qcow2"),
                    isOwn: true)
            }
        }
        let journey = MigrationJourney(
            reach: .init(address: "fake://node2", host: "node2"),
            disks: disks.map {
                .init(target: $0.target, path: "", format: "qcow2", from: "\($0.from)", to: "\($0.to.place)")
            }, mirrored: disks.map(\.target))
        return MigrateVirtualMachineWorkflow(
            vm: vm, name: "web1", source: host, target: neighbour, live: live, journey: journey, disks: disks,
            pools: [PlannedPool(name: "fast")], images: [], autostart: false)
    }
}
