import ApusCore
import ApusModel
import FoundationEssentials
import Libvirt
import LibvirtXML

/// Storage of a libvirt host through its pools and volumes.
struct LibvirtStorage: StorageDriver {
    let lanes: Lanes
    let inspections: Inspections
    /// How long something that another task holds is waited for.
    private let patience = Duration.seconds(60)
    /// The most that a copy may take.
    private let copyLimit = Duration.seconds(4 * 3600)

    /// Told the pool in which a volume came or went.
    let onChange: @Sendable (String) -> Void

    init(lanes: Lanes, inspections: Inspections, onChange: @escaping @Sendable (String) -> Void = { _ in }) {
        self.onChange = onChange
        self.lanes = lanes
        self.inspections = inspections
    }

    var acceptsUploads: Bool { lanes.driver != .test }

    func ensurePool(_ name: String, path: String?) async throws {
        let path = path ?? "/var/lib/libvirt/images/\(name)"
        try await whenFree {
            try await lanes.changes.perform("make pool", deadline: .seconds(60)) { connection in
                try connection.ensurePool(name, path: path)
            }
        }
    }

    func createDisk(_ disk: DiskRequest) async throws -> VolumeFacts {
        defer { onChange(disk.pool) }
        guard let image = disk.image else { return try await createEmptyDisk(disk) }
        return switch disk.clone {
        case .linked: try await createLinkedDisk(disk, over: image)
        case .full: try await createFullDisk(disk, from: image)
        }
    }

    func volume(_ name: String, in pool: String) async throws -> VolumeFacts {
        try await whenFree {
            try await lanes.changes.perform("find volume", deadline: .seconds(60)) { connection in
                try connection.pool(named: pool).foundVolume(name)
            }
        }
    }

    func deleteVolume(_ name: String, in pool: String) async throws {
        defer { onChange(pool) }
        try await whenFree {
            try await lanes.changes.perform("delete volume", deadline: .seconds(120)) { connection in
                try connection.deleteVolume(name, in: pool)
            }
        }
    }

    func volumes(in pool: String) async throws -> [String] {
        try await mappingErrors {
            try await lanes.storage.ask("list volumes") { connection in
                try unlessGone { try connection.pool(named: pool).listVolumes().map(\.name) } ?? []
            }
        }
    }

    func inspect(path: String, format: Image.Format) async throws -> ImageFacts {
        let isLocal = lanes.isLocal
        return try await withVolume(path, on: lanes.bulk, deadline: .seconds(120)) { _, volume in
            if isLocal { try LocalFile.refuseLinks(path) }
            return try volume.facts(format)
        }
    }

    /// A copy in the image's own format, grown to the capacity.
    private func createFullDisk(_ disk: DiskRequest, from image: String) async throws -> VolumeFacts {
        try await withVolume(image, on: lanes.copies, deadline: copyLimit) { connection, image in
            let size = try image.regularFileInfo().capacity
            try image.require(disk.imageFormat.driverName)
            let definition = VolumeDefinition(
                name: disk.name, capacity: Int64(clamping: size), format: disk.imageFormat.driverName)
            let pool = try connection.pool(named: disk.pool)
            let xml = try definition.element().xml()
            let copy = try pool.replacingVolume(disk.name) { try $0.createVolume(xml, cloning: image) }
            return try copy.orDeleted { copy in
                let capacity = UInt64(max(0, disk.capacity))
                if capacity > size { try copy.resize(capacity: capacity) }
                return VolumeFacts(path: try copy.path(), format: disk.imageFormat.driverName)
            }
        }
    }

    private func createLinkedDisk(_ disk: DiskRequest, over image: String) async throws -> VolumeFacts {
        var definition = VolumeDefinition(name: disk.name, capacity: disk.capacity, format: "qcow2")
        definition.backing = .init(path: image, format: disk.imageFormat.driverName)
        return try await create(definition, in: disk.pool)
    }

    private func createEmptyDisk(_ disk: DiskRequest) async throws -> VolumeFacts {
        var definition = VolumeDefinition(
            name: disk.name, capacity: disk.capacity, format: disk.imageFormat.rawValue)
        // Sparse: the host gives blocks as the guest writes them.
        if disk.imageFormat != .qcow2 { definition.allocation = 0 }
        return try await create(definition, in: disk.pool)
    }

    private func create(_ definition: VolumeDefinition, in pool: String) async throws -> VolumeFacts {
        let (name, format) = (definition.name, definition.format)
        let xml = try mapping { try definition.element().xml() }
        return try await whenFree {
            try await lanes.changes.perform("make disk", deadline: .seconds(120)) { connection in
                let pool = try connection.pool(named: pool)
                let volume = try pool.replacingVolume(name) { try $0.createVolume(xml) }
                return VolumeFacts(path: try volume.path(), format: format)
            }
        }
    }
}

extension LibvirtStorage {
    func createFile(_ name: String, in pool: String, bytes: [UInt8]) async throws -> VolumeFacts {
        defer { onChange(pool) }
        guard acceptsUploads else {
            throw DriverError(.unsupported, "The libvirt driver \(lanes.driver.rawValue) takes no uploads.")
        }
        var definition = VolumeDefinition(name: name, capacity: Int64(bytes.count), format: "raw")
        // It may hold passwords and keys.
        definition.mode = 0o600
        let xml = try mapping { try definition.element().xml() }
        return try await whenFree {
            try await lanes.bulk.perform("upload", deadline: .seconds(300)) { connection in
                let pool = try connection.pool(named: pool)
                let volume = try pool.replacingVolume(name) { try $0.createVolume(xml) }
                return try volume.orDeleted { volume in
                    try volume.fill(with: bytes)
                    return VolumeFacts(path: try volume.path(), format: "raw")
                }
            }
        }
    }

    /// Lends the volume of a file anywhere on the host.
    private func withVolume<Value: Sendable>(
        _ path: String, on lane: HostConnection, deadline: Duration,
        _ body: @escaping @Sendable (Connection, borrowing StorageVolume) throws -> Value
    ) async throws -> Value {
        try await whenFree {
            try await lane.perform("open image", deadline: deadline) { [inspections] connection in
                try connection.withVolume(at: path, inspections) { try body(connection, $0) }
            }
        }
    }

    private func whenFree<Value>(_ body: () async throws -> Value) async throws -> Value {
        try lanes.storage.requireAnswers()
        return try await retryingWhileBusy(patience, body)
    }

    private func mapping<Value>(_ body: () throws -> Value) throws -> Value {
        do { return try body() } catch { throw DriverError(error) }
    }
}
