import ApusCore
import ApusModel
import Libvirt
import LibvirtXML

/// What a QEMU host can give machines, as libvirt finds it by asking each emulator.
struct LibvirtHardware: HardwareDriver {
    let lanes: Lanes

    func capabilities() async throws -> MachineCapabilities {
        try await mappingErrors {
            try await lanes.guests.perform("read capabilities", deadline: .seconds(90)) { connection in
                try connection.machineCapabilities()
            }
        }
    }

    func text(of definition: MachineDefinition) async throws -> String {
        let driver = lanes.driver
        return try await mappingErrors {
            try await lanes.reads.perform("write definition") { try $0.text(of: definition, driver) }
        }
    }
}

extension Connection {
    fileprivate func machineCapabilities() throws -> MachineCapabilities {
        let native = try nodeInfo().model
        let guests = try LibvirtXML.HostCapabilities(xml: capabilities()).guests.filter { $0.osType == "hvm" }
        let architectures = guests.map { guest in
            var architecture = MachineCapabilities.Architecture(name: guest.architecture)
            architecture.machines = guest.machines.map(\.name).sorted()
            architecture.maximumCPUs = guest.machines.compactMap(\.maximumVCPUs).max() ?? 0
            architecture.accelerators =
                (guest.domainTypes.contains("kvm") ? [.kvm] : []) + (guest.domainTypes.contains("qemu") ? [.tcg] : [])
            // One emulator that does not answer hides no other.
            if let offer = try? offer(of: guest) { architecture.fill(offer) }
            return architecture
        }
        return MachineCapabilities(
            architectures: architectures.sorted {
                ($0.name == native ? 0 : 1, $0.name) < ($1.name == native ? 0 : 1, $1.name)
            })
    }

    /// For the machine type that Apus gives: the old `pc` has no Secure Boot.
    private func offer(of guest: LibvirtXML.HostCapabilities.Guest) throws -> DomainCapabilities {
        let wanted = guest.architecture == "x86_64" ? "q35" : guest.architecture == "aarch64" ? "virt" : nil
        let machine = guest.machines.contains { $0.name == wanted } ? wanted : nil
        let type = guest.domainTypes.contains("kvm") ? "kvm" : "qemu"
        return try DomainCapabilities(
            xml: domainCapabilities(architecture: guest.architecture, machine: machine, virtualizationType: type))
    }
}

extension MachineCapabilities.Architecture {
    fileprivate mutating func fill(_ offer: DomainCapabilities) {
        firmware =
            (name == "x86_64" || name == "i686" ? ["bios"] : []) + (offer.firmware.contains("efi") ? ["uefi"] : [])
        secureBoot = offer.hasSecureBoot
        tpm = offer.tpmBackends.contains("emulator")
        (cpuModes, cpuModels) = (offer.cpuModes.filter { $0 != "custom" }, offer.cpuModels.sorted())
        (diskBuses, video, graphics) = (offer.diskBuses, offer.videoModels, offer.graphics)
        if let most = offer.maximumVCPUs { maximumCPUs = most }
    }
}
