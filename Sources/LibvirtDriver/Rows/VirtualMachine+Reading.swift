import ApusCore
import ApusModel
import FoundationEssentials
import LibvirtXML

extension VirtualMachine {
    /// The row of a domain.
    init(_ reading: MachineReading, on host: HostIdentity) {
        let native = NativeState(reading.state, reason: reading.reason, hasManagedSave: reading.hasManagedSave)
        self.init(id: reading.id, name: reading.name, host: host.id, hostName: host.name, state: native.state)
        nativeState = native.words
        autostart = reading.autostart
        persistent = reading.persistent
        snapshots = reading.snapshots.count
        if let description = reading.description { fill(description) }
        guard native.state.isActive, let description = reading.description, ["qemu", "kvm"].contains(description.type)
        else { return }
        agent = description.agentChannel.map { $0.isConnected == true ? .connected : .disconnected } ?? .absent
    }

    private mutating func fill(_ domain: DomainDescription) {
        cpus = domain.currentVCPUs ?? domain.maximumVCPUs ?? 0
        memory = domain.currentMemory ?? domain.maximumMemory ?? 0
        maximumCPUs = domain.maximumVCPUs ?? cpus
        maximumMemory = domain.maximumMemory ?? memory
        title = domain.title
        description = domain.description
        arch = domain.os.architecture ?? ""
        machine = domain.os.machine ?? ""
        accelerator = domain.type == "qemu" ? Accelerator.tcg.rawValue : domain.type
        disks = domain.disks.map(ApusModel.Disk.init)
        nics = domain.interfaces.map(NIC.init)
        hostDevices = domain.hostDevices.map(AttachedHostDevice.init)
        cpuModel = domain.cpu?.mode == "custom" ? domain.cpu?.model : domain.cpu?.mode
        firmware = domain.os.firmware?.rawValue
        graphics = domain.graphics.map(\.type)
        video = domain.videos
        bootOrder = domain.bootOrder
        domain.metadata(namespace: Ownership.namespace).map { fill(Ownership($0)) }
    }

    private mutating func fill(_ ownership: Ownership) {
        managed = true
        image = ownership.image
        instanceType = ownership.instanceType
        createdAt = ownership.createdAt
        createdBy = ownership.createdBy
        volumes = ownership.volumes
        linkedTo = ownership.linkedTo
        clonedFrom = ownership.clonedFrom
        template = ownership.template != nil
        adopted = ownership.isAdopted
        tags = ownership.tags
        placement = ownership.placement
        startOrder = ownership.startOrder
        startDelay = ownership.startDelay
        autostart = autostart || ownership.startsInOrder
        deleteProtection = ownership.deleteProtection
        startProtection = ownership.startProtection
    }
}

extension DomainDescription {
    /// Devices by their own order, else the kinds of devices.
    fileprivate var bootOrder: [String] {
        let ordered =
            disks.compactMap { disk in disk.bootOrder.map { ($0, disk.target) } }
            + interfaces.compactMap { nic in nic.bootOrder.map { ($0, nic.mac ?? "") } }
        return ordered.isEmpty ? os.boot : ordered.sorted { $0.0 < $1.0 }.map(\.1)
    }
}

extension ApusModel.Disk {
    init(_ disk: DomainDescription.Disk) {
        self.init(
            device: Device(rawValue: disk.device) ?? .disk, target: disk.target, bus: disk.bus,
            source: disk.source.words, format: disk.format, readOnly: disk.isReadOnly)
        (bootOrder, serial, cache) = (disk.bootOrder, disk.serial, disk.cache)
        limits = DiskLimits(disk.ioTune)
    }
}

extension ImageSource {
    /// Path, `pool/volume` or `protocol:name`.
    fileprivate var words: String? {
        switch self {
        case .file(let path), .block(let path), .directory(let path): path
        case .volume(let pool, let volume): "\(pool)/\(volume)"
        case .network(let kind, let name): "\(kind):\(name ?? "")"
        case .other(let type): type
        case .empty: nil
        }
    }
}

extension NIC {
    init(_ interface: DomainDescription.Interface) {
        self.init(
            mac: interface.mac ?? "", type: interface.type,
            source: interface.network ?? interface.bridge ?? interface.device, model: interface.model)
        (linkUp, filter) = (interface.isLinkUp, interface.filter)
        inbound = interface.inbound.map(Bandwidth.init)
        outbound = interface.outbound.map(Bandwidth.init)
    }
}

extension AttachedHostDevice {
    init(_ device: DomainDescription.HostDevice) {
        let address = HostDeviceAddress(device.address)
        self.init(kind: address.kind, address: address.description, alias: device.alias)
    }
}
