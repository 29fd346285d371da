import ApusCore
import ApusModel
import Foundation

enum Samples {
    static func ownership(_ operation: UUID = UUID()) -> MachineDefinition.Ownership {
        .init(
            operation: operation, image: "debian-12", instanceType: "small",
            createdAt: Date(timeIntervalSince1970: 1_800_000_000.5), createdBy: "ann & bob",
            volumes: ["apus/web.qcow2", "apus/web-seed.iso"])
    }

    static func machine(_ name: String = "web", id: UUID = UUID(), accelerator: Accelerator = .tcg) -> MachineDefinition
    {
        MachineDefinition(
            id: id, name: name, description: "a <web> server", cpus: 2, memory: 64 << 20, accelerator: accelerator,
            disks: [], nics: [], ownership: ownership())
    }
}
