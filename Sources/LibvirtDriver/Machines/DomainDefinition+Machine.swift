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
        let hardware = machine.hardware
        self.init(type: type, name: machine.name, memory: machine.memory, vcpus: machine.cpus)
        uuid = machine.id.uuidString.lowercased()
        title = hardware.title
        description = machine.description
        metadata = [Ownership.element(machine.ownership)]
        if let most = hardware.maximumMemory { (maximumMemory, currentMemory) = (most, machine.memory) }
        if let most = hardware.maximumCPUs { (maximumVCPUs, currentVCPUs) = (most, machine.cpus) }
        let arch = hardware.architecture ?? architecture ?? "x86_64"
        devices.disks = try Disk.all(machine.disks, isX86: arch == "x86_64" || arch == "i686")
        devices.interfaces = machine.nics.map { Interface($0) }
        if driver == .qemu {
            addWhatEveryGuestGets(arch)
            apply(hardware, arch)
        }
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
        devices.hasVirtioSCSI = devices.disks.contains { $0.bus == "scsi" }
    }

    /// What the machine has in place of the standard.
    private mutating func apply(_ hardware: MachineDefinition.Hardware, _ architecture: String) {
        if let machine = hardware.machine { os.machine = machine }
        switch hardware.firmware {
        case .bios: os.firmware = .bios
        case .uefi: os.firmware = .uefi(secureBoot: hardware.secureBoot)
        case nil: break
        }
        if hardware.tpm { devices.tpm = TPM(architecture) }
        if let wish = hardware.cpu { cpu = CPU(wish, standard: cpu?.mode) }
        switch hardware.display {
        case .vnc: break
        case .vncTCP: devices.graphics = [.tcp(address: "127.0.0.1")]
        case .spice: devices.graphics = [.spice(address: "127.0.0.1")]
        case .none: (devices.graphics, devices.video) = ([], "none")
        }
        if let video = hardware.video { devices.video = video }
        if hardware.os == .windows { suitWindows(hardware) }
    }

    /// Windows reads the clock as local time, wants an absolute pointer, and is faster where it knows its host.
    private mutating func suitWindows(_ hardware: MachineDefinition.Hardware) {
        clock = .localtime
        devices.hasTablet = hardware.display != .none
        hasHyperV = type == .kvm
        if cpu == nil { cpu = CPU(.maximum) }
    }
}

extension DomainDefinition.TPM {
    /// The ARM boards have no place for the newer interface.
    fileprivate init(_ architecture: String) {
        self.init()
        if architecture == "aarch64" { model = "tpm-tis" }
    }
}

extension DomainDefinition.CPU {
    /// A topology alone leaves the mode as it is.
    fileprivate init?(_ wish: CreateVirtualMachine.CPU, standard: DomainDefinition.CPUMode?) {
        let topology = wish.topology.map {
            CPUTopology(sockets: $0.sockets, dies: $0.dies ?? 1, cores: $0.cores, threads: $0.threads)
        }
        let mode: DomainDefinition.CPUMode? =
            switch wish.mode {
            case .hostPassthrough: .hostPassthrough
            case .hostModel: .hostModel
            case .maximum: .maximum
            case nil: wish.model.map { .custom(model: $0) } ?? standard
            }
        guard mode != nil || topology != nil else { return nil }
        self.init(mode ?? .maximum, topology: topology)
    }
}

extension DomainDefinition.Interface {
    fileprivate init(_ nic: MachineDefinition.NIC) {
        let source: Source =
            switch nic.source {
            case .network(let name): .network(name)
            case .bridge(let name, let openVSwitch): .bridge(name, virtualPort: openVSwitch ? "openvswitch" : nil)
            case .device(let device, let mode): .direct(device: device, mode: mode.rawValue)
            }
        self.init(source, mac: nic.mac)
        model = nic.model
        filter = nic.filter
        isLinkUp = nic.linkUp
        bootOrder = nic.bootOrder
    }
}

extension DomainDefinition.Disk {
    /// The disks of a machine, each named by its bus: `vda`, `vdb`, `sda`.
    fileprivate static func all(_ disks: [MachineDefinition.Disk], isX86: Bool) throws -> [DomainDefinition.Disk] {
        var used: [String: Int] = [:]
        let hasOrder = disks.contains { $0.bootOrder != nil }
        return try disks.enumerated().map { index, disk in
            // The ARM boards have no SATA.
            let bus = disk.bus == .sata && !isX86 ? "scsi" : disk.bus.rawValue
            let prefix = bus == "virtio" ? "vd" : bus == "ide" ? "hd" : "sd"
            let letters = Array("abcdefghijklmnopqrstuvwxyz")
            let place = used[prefix, default: 0]
            guard letters.indices.contains(place) else {
                throw DriverError(.refused, "A machine has at most 26 disks.")
            }
            used[prefix] = place + 1
            var made = DomainDefinition.Disk(disk, target: "\(prefix)\(letters[place])", bus: bus)
            if !hasOrder, index == 0 { made.bootOrder = 1 }
            return made
        }
    }

    private init(_ disk: MachineDefinition.Disk, target: String, bus: String) {
        // An existing volume may be a device of the host.
        let source: ImageSource = disk.path.hasPrefix("/dev/") ? .block(path: disk.path) : .file(path: disk.path)
        self.init(source, format: disk.format, target: target, bus: bus)
        device = disk.device == .cdrom ? .cdrom : .disk
        isReadOnly = disk.readOnly
        discardsUnused = !disk.readOnly && disk.discard
        serial = disk.serial
        cache = disk.cache?.rawValue
        bootOrder = disk.bootOrder
    }
}
