import ApusModel
import ApusTesting
import Foundation

@testable import ApusCore

extension WorkflowLawTests {
    static var cloneLaws: [WorkflowLaws] {
        [true, false].map { start in WorkflowLaws(clone(start: start), on: { scene(.off) }) }
    }

    private static let copyID = UUID()

    private static func clone(start: Bool) -> CloneVirtualMachineWorkflow {
        let stem = CreationPlan.volumePrefix(copyID)
        let from = VolumePlace(pool: "apus", name: "\(CreationPlan.volumePrefix(vm)).qcow2")
        let request = VolumeRequest(
            VolumePlace(pool: "apus", name: "\(stem).qcow2"), capacity: 1 << 30, format: "qcow2")
        let ownership = MachineDefinition.Ownership(
            operation: UUID(), image: nil, instanceType: nil, createdAt: Date(timeIntervalSince1970: 0),
            createdBy: "tester", volumes: ["apus/\(stem).qcow2"])
        return CloneVirtualMachineWorkflow(
            host: host,
            definition: CloneDefinition(
                source: vm, id: copyID, name: "web2", description: nil, generation: UUID(), disks: [], sourceSeed: nil,
                seed: nil, ownership: ownership),
            copies: [.init(from: from, fromPath: "/pools/\(from)", request: request)],
            seedVolume: VolumeName(pool: "apus", volume: "\(stem)-seed.iso"), seedPoolPath: nil,
            seed: GuestSeed(
                CreateVirtualMachine(name: "web2"), id: copyID, createdAt: Date(timeIntervalSince1970: 0)),
            start: start, notes: [])
    }
}
