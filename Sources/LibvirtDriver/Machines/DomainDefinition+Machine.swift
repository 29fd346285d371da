import ApusCore
import ApusModel
import Libvirt
import LibvirtXML

extension DomainDefinition {
    /// A machine in libvirt's words, with what every guest gets.
    ///
    /// - Parameter architecture: the host's, such as `x86_64`; nil leaves it to the driver.
    /// - Throws: ``DriverError`` `unsupported` for a driver that Apus makes no machines on.
    init(_ machine: MachineDefinition, driver: LibvirtAddress.Driver, architecture: String?) throws {
        let type = try Self.type(machine, driver)
        self.init(type: type, name: machine.name, memory: machine.memory, vcpus: machine.cpus)
        uuid = machine.id.uuidString.lowercased()
        description = machine.description
        metadata = [Ownership.element(machine.ownership)]
        devices.disks = try machine.disks.enumerated().map { try Disk($1, index: $0) }
        devices.interfaces = machine.nics.map { Interface(.network($0.network), mac: $0.mac) }
        if driver == .qemu { addWhatEveryGuestGets(architecture ?? "x86_64") }
    }

    private static func type(_ machine: MachineDefinition, _ driver: LibvirtAddress.Driver) throws -> DomainType {
        switch (driver, machine.accelerator) {
        case (.qemu, .kvm): .kvm
        case (.qemu, .tcg), (.qemu, .auto): .qemu
        case (.test, _): .test
        default: throw DriverError(.unsupported, "Machines are made on QEMU hosts only, not by \(driver.rawValue).")
        }
    }

    private mutating func addWhatEveryGuestGets(_ architecture: String) {
        let isX86 = architecture == "x86_64"
        os.architecture = architecture
        os.machine = isX86 ? "q35" : architecture == "aarch64" ? "virt" : nil
        // The ARM boards have no firmware of their own.
        os.firmware = architecture == "aarch64" ? .uefi(secureBoot: nil) : nil
        features = isX86 ? [.acpi, .apic] : architecture == "aarch64" ? [.acpi] : []
        cpu = type == .kvm ? CPU(architecture == "aarch64" ? .hostPassthrough : .hostModel) : nil
        clock = .utc
        (onPowerOff, onReboot, onCrash) = (.destroy, .restart, .destroy)
        // q35 plugs devices into root ports only: some for what it begins with, the others for what comes later.
        devices.rootPorts = isX86 ? 16 : 0
        devices.serials = [Serial()]
        devices.hasAgentChannel = true
        devices.hasRandomSource = true
        devices.balloon = Balloon(statisticsPeriod: 5)
        devices.graphics = [.socket(path: nil)]
        devices.video = isX86 ? "vga" : "virtio"
    }
}

extension DomainDefinition.Disk {
    fileprivate init(_ disk: MachineDefinition.Disk, index: Int) throws {
        let letters = Array("abcdefghijklmnopqrstuvwxyz")
        guard letters.indices.contains(index) else { throw DriverError(.refused, "A machine has at most 26 disks.") }
        self.init(.file(path: disk.path), format: disk.format, target: "vd\(letters[index])")
        isReadOnly = disk.readOnly
        discardsUnused = !disk.readOnly
        bootOrder = index == 0 ? 1 : nil
    }
}
