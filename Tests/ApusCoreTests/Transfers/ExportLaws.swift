import ApusModel
import ApusTesting
import Foundation

@testable import ApusCore

extension WorkflowLawTests {
    /// Exports as files and as a package, and their end.
    static let exportLaws = [
        WorkflowLaws(export(package: false), on: { sceneWithEarlierExport() }),
        WorkflowLaws(export(package: true), on: { sceneWithEarlierExport() }),
        WorkflowLaws(DropExportWorkflow(key: key, pool: "apus"), on: { sceneWithEarlierExport() }),
    ]

    private static func export(package: Bool) -> ExportVirtualMachineWorkflow {
        let disks = ["vda", "vdb"].map { target in
            ExportedDisk(
                source: "/disks/\(target)", sourceFormat: "qcow2",
                copy: VolumePlace(pool: "apus", name: ExportName.prefix(vm) + target + ".qcow2"), format: .qcow2)
        }
        let machine = VirtualMachine(id: vm, name: "web1", host: host, hostName: "node1", state: .off)
        return ExportVirtualMachineWorkflow(
            key: key, pool: PlannedPool(name: "apus"), disks: disks, machine: package ? machine : nil)
    }

    private static func sceneWithEarlierExport() -> FakeHost {
        let fake = scene(.off)
        fake.put([1, 2, 3], VolumeName(pool: "apus", volume: ExportName.prefix(vm) + "vda.raw"))
        return fake
    }
}
