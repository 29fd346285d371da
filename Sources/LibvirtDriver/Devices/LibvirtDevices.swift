import ApusCore
import ApusModel
import FoundationEssentials
import Libvirt
import LibvirtXML

/// The devices of machines on a libvirt host. Each change meets the running guest and its definition.
struct LibvirtDevices: DeviceDriver {
    let lanes: Lanes
    let inspections: Inspections
    /// A host with a KVM that does not work probes QEMU for up to 72 seconds at a change of a definition.
    private let patience = Duration.seconds(180)
    /// How long a guest may take to let go of a device; libvirt itself waits 5 seconds.
    private let release = Duration.seconds(20)

    init(lanes: Lanes, inspections: Inspections) {
        self.lanes = lanes
        self.inspections = inspections
    }

    func prepare(_ device: DeviceAttachment, for vm: UUID, images: [String]) async throws -> DeviceAttachment {
        try await change("look at devices") { try $0.prepare(device, for: vm, images: images) }
    }

    func attach(_ device: DeviceAttachment, to vm: UUID) async throws {
        guard let reference = device.reference else { throw DriverError(.failed, "The device has no name.") }
        let element = try mapping { try device.element() }
        try await change("attach device") { try $0.attach(element, DeviceSelector(reference), to: vm) }
    }

    func detach(_ device: DeviceReference, from vm: UUID) async throws {
        let selector = DeviceSelector(device)
        try await change("detach device") { try $0.askToRelease(selector, of: vm) }
        try await awaitRelease(selector, vm)
        try await change("detach device") { connection in
            _ = try unlessGone { try connection.editDefinition(of: vm) { $0.setDevice(selector, to: nil) } }
        }
    }

    func describe(_ device: DeviceReference, of vm: UUID) async throws -> DeviceDescription {
        try await change("look at devices") { try $0.describe(device, of: vm) }
    }

    func restore(_ device: DeviceDescription, of vm: UUID) async throws {
        try await change("restore device") { try $0.restore(device, of: vm) }
    }

    func change(_ device: DeviceReference, _ change: DeviceChange, of vm: UUID) async throws {
        try await self.change("change device") { try $0.change(DeviceSelector(device), change, of: vm) }
    }

    func grow(disk target: String, to bytes: Int64, of vm: UUID) async throws {
        try await change("grow disk") { try $0.grow(disk: target, to: bytes, of: vm) }
    }

    func own(added: [String], removed: [String], by vm: UUID) async throws {
        try await change("record volumes") { try $0.own(added: added, removed: removed, by: vm) }
    }

    func createVolume(_ volume: DiskVolume) async throws -> VolumeFacts {
        var definition = VolumeDefinition(
            name: volume.name, capacity: volume.capacity, format: volume.format.rawValue)
        // A raw file would take all its bytes at once.
        if volume.format == .raw { definition.allocation = 0 }
        let xml = try mapping { try definition.element().xml() }
        return try await change("make volume") { connection in
            let made = try connection.pool(named: volume.pool).replacingVolume(volume.name) {
                try $0.createVolume(xml)
            }
            return VolumeFacts(path: try made.path(), format: volume.format.rawValue)
        }
    }

    func hostDevices() async throws -> [HostDevice] {
        try await mappingErrors {
            try await lanes.guests.perform("list devices", deadline: .seconds(30)) { try $0.hostDevices() }
        }
    }
}

extension LibvirtDevices {
    private func change<Value: Sendable>(
        _ name: String, _ work: @escaping @Sendable (Connection) throws -> Value
    ) async throws -> Value {
        do {
            return try await lanes.changes.perform(name, deadline: patience, work)
        } catch {
            throw DeviceRefusal.plain(error)
        }
    }

    private func mapping<Value>(_ body: () throws -> Value) throws -> Value {
        do { return try body() } catch { throw DriverError(error) }
    }

    /// libvirt's detach succeeds though the guest ignored it; only the definition of the running domain tells.
    private func awaitRelease(_ selector: DeviceSelector, _ vm: UUID) async throws {
        let end = ContinuousClock.now.advanced(by: release)
        while try await isHeld(selector, vm) {
            guard ContinuousClock.now < end else { throw DeviceRefusal.notReleased(selector, within: release) }
            try await mappingErrors { try await Task.sleep(for: .milliseconds(250)) }
        }
    }

    private func isHeld(_ selector: DeviceSelector, _ vm: UUID) async throws -> Bool {
        try await change("look at devices") { connection in
            try unlessGone { try connection.trees(of: vm).live?.device(selector) != nil } ?? false
        }
    }
}
