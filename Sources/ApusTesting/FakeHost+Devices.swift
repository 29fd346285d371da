import ApusCore
import ApusModel
import FoundationEssentials

/// Devices are kept under `device <vm>/<name>`, what is changed of them in their text.
extension FakeHost: DeviceDriver {
    /// How a device is kept in ``World/other``.
    public static func device(_ reference: DeviceReference, of vm: UUID) -> String {
        switch reference {
        case .disk(let target): "device \(vm)/disk \(target)"
        case .nic(let mac): "device \(vm)/nic \(mac)"
        case .hostDevice(let address): "device \(vm)/host \(address)"
        }
    }

    /// What is kept of a device: the file of a disk, in words.
    private static func words(_ device: DeviceAttachment) -> String {
        guard case .disk(let disk) = device, case .file(let facts) = disk.source else { return "attached" }
        return "attached \(facts.path)"
    }

    /// The disks that were attached to a machine after it was made.
    func attachedDisks(_ vm: UUID) -> [ApusModel.Disk] {
        let prefix = Self.device(.disk(target: ""), of: vm)
        return world.other.compactMap { key, words in
            guard key.hasPrefix(prefix), words.hasPrefix("attached /") else { return nil }
            let target = String(key.dropFirst(prefix.count))
            return ApusModel.Disk(device: .disk, target: target, bus: "virtio", source: String(words.dropFirst(9)))
        }
    }

    public func prepare(_ device: DeviceAttachment, for vm: UUID, images: [String]) async throws -> DeviceAttachment {
        try await enter("prepare")
        var prepared = device
        if case .disk(var disk) = device {
            if case .volume(let pool, let name) = disk.source {
                guard world.volumes["\(pool)/\(name)"] != nil else { throw DriverError(.notFound, "no volume") }
                disk.source = .file(VolumeFacts(path: "/pools/\(pool)/\(name)", format: "qcow2"))
            }
            disk.target = disk.target ?? "vdb"
            prepared = .disk(disk)
        }
        if let reference = prepared.reference, world.other[Self.device(reference, of: vm)] != nil {
            throw DriverError(.exists, "it is there already")
        }
        return prepared
    }

    public func createVolume(_ volume: DiskVolume) async throws -> VolumeFacts {
        try await enter("createVolume")
        state.withLock { $0.world.volumes["\(volume.pool)/\(volume.name)"] = "\(volume.capacity) bytes" }
        return VolumeFacts(path: "/pools/\(volume.pool)/\(volume.name)", format: volume.format.rawValue)
    }

    public func attach(_ device: DeviceAttachment, to vm: UUID) async throws {
        try await enter("attach")
        guard let reference = device.reference else { throw DriverError(.failed, "no name") }
        state.withLock { $0.world.other[Self.device(reference, of: vm)] = Self.words(device) }
    }

    public func detach(_ device: DeviceReference, from vm: UUID) async throws {
        try await enter("detach")
        state.withLock { $0.world.other[Self.device(device, of: vm)] = nil }
    }

    public func describe(_ device: DeviceReference, of vm: UUID) async throws -> DeviceDescription {
        try await enter("describe")
        guard let words = world.other[Self.device(device, of: vm)] else { throw DriverError(.notFound, "no device") }
        return DeviceDescription(device: device, live: nil, configuration: words)
    }

    public func restore(_ device: DeviceDescription, of vm: UUID) async throws {
        try await enter("restore")
        state.withLock { $0.world.other[Self.device(device.device, of: vm)] = device.configuration }
    }

    public func change(_ device: DeviceReference, _ change: DeviceChange, of vm: UUID) async throws {
        try await enter("change")
        state.withLock { $0.world.other[Self.device(device, of: vm)] = "\(change)" }
    }

    public func grow(disk target: String, to bytes: Int64, of vm: UUID) async throws {
        try await enter("grow")
        state.withLock { $0.world.other["size \(vm)/\(target)"] = "\(bytes)" }
    }

    public func own(added: [String], removed: [String], by vm: UUID) async throws {
        try await enter("own")
        state.withLock { state in
            guard var machine = state.world.machines[vm] else { return }
            machine.definition.ownership.volumes.removeAll { removed.contains($0) || added.contains($0) }
            machine.definition.ownership.volumes += added
            state.world.machines[vm] = machine
        }
    }

    public func hostDevices() async throws -> [HostDevice] {
        try await enter("hostDevices")
        return []
    }
}
