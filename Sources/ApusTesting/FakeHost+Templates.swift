import ApusCore
import ApusModel
import FoundationEssentials

extension FakeHost: TemplateDriver {
    public func setTemplate(_ id: UUID, _ isTemplate: Bool) async throws {
        try await enter("setTemplate")
        state.withLock { $0.world.other["template \(id)"] = isTemplate ? "yes" : nil }
    }

    public func startOnce(_ id: UUID, from disc: VolumeFacts) async throws {
        try await enter("startOnce")
        try state.withLock { state in
            guard state.world.machines[id] != nil else { throw DriverError(.notFound, "no domain") }
            state.world.machines[id]?.state = .running
        }
    }
}

extension FakeHost: HardwareDriver {
    public func capabilities() async throws -> MachineCapabilities {
        try await enter("capabilities")
        var architecture = MachineCapabilities.Architecture(name: "x86_64")
        (architecture.machines, architecture.maximumCPUs) = (["pc", "q35"], 64)
        (architecture.firmware, architecture.secureBoot, architecture.tpm) = (["bios", "uefi"], true, false)
        (architecture.cpuModes, architecture.cpuModels) = (["maximum"], ["qemu64"])
        (architecture.diskBuses, architecture.video) = (["virtio", "sata", "scsi"], ["vga", "virtio"])
        architecture.graphics = ["vnc"]
        return MachineCapabilities(architectures: [architecture])
    }

    public func text(of definition: MachineDefinition) async throws -> String {
        try await enter("text")
        return "<domain>\(definition.name)</domain>"
    }
}
