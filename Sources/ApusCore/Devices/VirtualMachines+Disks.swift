import ApusModel
import FoundationEssentials
import Schema

/// Disks and drives of machines that Apus made.
extension VirtualMachines {
    /// Gives a machine a new disk, an existing volume, or an empty drive.
    public func attachDisk(
        _ vm: VirtualMachine, _ request: AttachDisk, _ caller: Caller
    ) async throws -> ApusModel.Operation {
        try requirePluggable(vm)
        let disk = try attachment(request, vm)
        let made = try request.size.map { try newVolume(request, $0, vm) }
        let settings = try settings(vm)
        let workflow = AttachDeviceWorkflow(
            key: vm.key, device: .disk(disk), volume: made,
            makesPool: made?.pool == settings.pool, poolPath: settings.poolPath, images: imagePaths)
        return try await change(vm, "vm.attach-disk", workflow, caller, locks: locks(disk, vm))
    }

    /// Takes a disk or drive away; its volume goes too when that is asked for.
    public func detachDisk(
        _ vm: VirtualMachine, _ target: String, deletesVolume: Bool, _ caller: Caller
    ) async throws -> ApusModel.Operation {
        try requirePluggable(vm)
        let disk = try disk(vm, target)
        let own = ownVolume(disk, vm)
        if deletesVolume, own == nil {
            throw Problem(
                .conflict, "The disk \(target) is not on a volume of the VM's own; detach it without deleteVolume.")
        }
        let workflow = DetachDeviceWorkflow(
            key: vm.key, device: .disk(target: target), ownVolume: own, deletesVolume: deletesVolume)
        return try await change(vm, "vm.detach-disk", workflow, caller)
    }

    /// Grows a disk, limits it, or names it anew.
    public func changeDisk(
        _ vm: VirtualMachine, _ target: String, _ request: ChangeDisk, _ caller: Caller
    ) async throws -> ApusModel.Operation {
        try requirePluggable(vm)
        let disk = try disk(vm, target)
        if let size = request.size {
            guard disk.device == .disk else { throw CreationPlan.fault("/size", "device", "only disks grow") }
            if disk.readOnly {
                throw CreationPlan.fault("/size", "read-only", "a disk that is only read does not grow")
            }
            if let capacity = disk.capacity, size < capacity {
                throw CreationPlan.fault(
                    "/size", "shrink", "is less than the \(capacity) bytes it has; disks are not made smaller")
            }
        }
        let isLater = request.serial != nil && vm.state.isActive
        let workflow = ChangeDeviceWorkflow(
            key: vm.key, device: .disk(target: target),
            changes: [request.limits.map(DeviceChange.limits), request.serial.map(DeviceChange.serial)]
                .compactMap(\.self),
            size: request.size, notes: isLater ? ["The guest sees the new serial after its next start."] : nil)
        return try await change(vm, "vm.change-disk", workflow, caller)
    }

    /// Puts an image or a volume into a CD-ROM drive.
    public func insertMedia(
        _ vm: VirtualMachine, _ target: String, _ request: InsertMedia, _ caller: Caller
    ) async throws -> ApusModel.Operation {
        let medium = try medium(request, of: vm)
        return try await changeMedium(vm, target, medium, force: request.force ?? false, "vm.insert-media", caller)
    }

    /// Takes the medium out of a CD-ROM drive; `force` also where the guest has locked the tray.
    public func ejectMedia(
        _ vm: VirtualMachine, _ target: String, force: Bool, _ caller: Caller
    ) async throws -> ApusModel.Operation {
        try await changeMedium(vm, target, .empty, force: force, "vm.eject-media", caller)
    }

    private func changeMedium(
        _ vm: VirtualMachine, _ target: String, _ medium: DiskAttachment.Source, force: Bool, _ kind: String,
        _ caller: Caller
    ) async throws -> ApusModel.Operation {
        try requirePluggable(vm)
        guard try disk(vm, target).device == .cdrom else {
            throw Problem(.conflict, "The disk \(target) is no CD-ROM drive; only those take media.")
        }
        let workflow = ChangeDeviceWorkflow(
            key: vm.key, device: .disk(target: target), changes: [.medium(medium, force: force)])
        return try await change(vm, kind, workflow, caller)
    }

    private func medium(_ request: InsertMedia, of vm: VirtualMachine) throws -> DiskAttachment.Source {
        if let volume = request.volume { return try Self.volume(volume) }
        guard let host = estate.hosts.row(vm.host) else { throw Problem(.notFound, "The VM has no host.") }
        guard case .image(let image) = try Media(request.image ?? "", "/image", estate) else {
            throw CreationPlan.fault("/image", "image/name", "names a volume; say so by volume")
        }
        if image.copied(to: host, pool: "") != nil {
            throw CreationPlan.fault("/image", "image/host", "is not on the host \(host.name); upload it there")
        }
        return .file(VolumeFacts(path: image.path(on: host), format: "raw"))
    }
}

extension VirtualMachines {
    private func attachment(_ request: AttachDisk, _ vm: VirtualMachine) throws -> DiskAttachment {
        let isDrive = request.device == .cdrom
        var disk = DiskAttachment(
            try source(request), bus: request.bus ?? (isDrive ? .sata : .virtio), target: request.target)
        disk.device = request.device ?? .disk
        disk.readOnly = isDrive || (request.readOnly ?? false)
        disk.cache = request.cache
        disk.discard = !isDrive && (request.discard ?? true)
        (disk.serial, disk.bootOrder) = (request.serial, request.bootOrder)
        try check(disk, vm)
        return disk
    }

    private func source(_ request: AttachDisk) throws -> DiskAttachment.Source {
        if let volume = request.volume { return try Self.volume(volume) }
        return .empty
    }

    private func check(_ disk: DiskAttachment, _ vm: VirtualMachine) throws {
        if let target = disk.target {
            guard target.hasPrefix(disk.bus.targetPrefix) else {
                throw CreationPlan.fault(
                    "/target", "target", "begins with \(disk.bus.targetPrefix) on the bus \(disk.bus.rawValue)")
            }
            if vm.disks.contains(where: { $0.target == target }) {
                throw Problem(.conflict, "The VM \(Echo.quoted(vm.name)) has a disk \(target) already.")
            }
        }
        guard disk.device == .disk || disk.bus != .virtio else {
            throw CreationPlan.fault("/bus", "bus", "of a CD-ROM drive is sata, scsi or usb")
        }
        guard !vm.state.isActive || (disk.bus.isHotpluggable && disk.device == .disk) else {
            let what = disk.device == .cdrom ? "A CD-ROM drive" : "A disk on the bus sata"
            throw Problem(.invalidState, "\(what) is given to a VM that is off only; stop it first.")
        }
        if let order = disk.bootOrder, vm.disks.contains(where: { $0.bootOrder == order }) {
            throw CreationPlan.fault("/bootOrder", "taken", "another disk has the place \(order)")
        }
    }

    /// The name is chosen when it is made.
    private func newVolume(_ request: AttachDisk, _ size: Int64, _ vm: VirtualMachine) throws -> DiskVolume {
        let usual = try settings(vm).pool
        let pool = request.pool ?? usual
        guard pool == usual || estate.pools.rows(in: vm.host).contains(where: { $0.name == pool }) else {
            throw CreationPlan.fault("/pool", "pool/not-found", "the host \(vm.hostName) has no such pool")
        }
        return DiskVolume(name: "", pool: pool, capacity: size, format: request.format ?? .qcow2)
    }

    private func locks(_ disk: DiskAttachment, _ vm: VirtualMachine) -> [String] {
        guard case .volume(let pool, let name) = disk.source else { return [] }
        return [Lock.volume(vm.host, pool, name)]
    }

    private func ownVolume(_ disk: ApusModel.Disk, _ vm: VirtualMachine) -> String? {
        let prefix = CreationPlan.volumePrefix(vm.id)
        return vm.volumes.first { volume in
            guard let name = VolumeName(volume)?.volume, name.hasPrefix(prefix) else { return false }
            return disk.source?.hasSuffix("/" + name) == true
        }
    }

    private var imagePaths: [String] { estate.images.rows().map(\.path) }

    private func settings(_ vm: VirtualMachine) throws -> ProviderSettings {
        guard let host = estate.hosts.row(vm.host) else { throw Problem(.notFound, "The host of the VM is gone.") }
        return try estate.provider(of: host).settings
    }
}
