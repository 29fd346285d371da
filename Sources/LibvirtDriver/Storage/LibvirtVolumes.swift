import ApusCore
import ApusModel
import FoundationEssentials
import Libvirt
import LibvirtXML

/// The volumes of a libvirt host.
struct LibvirtVolumes: VolumeDriver {
    let lanes: Lanes
    let host: HostIdentity
    let watch: VolumeWatch
    /// How long a job of another in the same pool is waited for.
    private let patience = Duration.seconds(60)
    /// The most that a copy may take, and that its rest is waited for.
    private let copyLimit = Duration.seconds(4 * 3600)

    init(lanes: Lanes, host: HostIdentity, watch: VolumeWatch) {
        self.lanes = lanes
        self.host = host
        self.watch = watch
    }

    func read(_ volume: VolumePlace) async throws -> Volume? {
        try await mappingErrors { [host] in
            try await lanes.storage.ask("read volume") { connection in
                try unlessGone {
                    let pool = try connection.pool(named: volume.pool)
                    return try Volume(pool.volume(named: volume.name), volume.pool, pool.uuid(), on: host)
                } ?? nil
            }
        }
    }

    func create(_ request: VolumeRequest) async throws {
        let xml = try Self.xml(request)
        let takesAll = request.allocation.map { $0 > 0 } ?? false
        try await change("make volume", on: takesAll ? lanes.copies : lanes.changes, copyLimit) { connection in
            _ = try connection.pool(named: request.place.pool).createVolume(xml)
        }
    }

    func clone(
        _ source: VolumePlace, as request: VolumeRequest, progress: @escaping @Sendable (Double) -> Void
    ) async throws {
        let xml = try Self.xml(request)
        try await telling(request.place, of: source, progress) {
            try await change("copy volume", on: lanes.copies, copyLimit, patience: copyLimit) { connection in
                let original = try connection.pool(named: source.pool).volume(named: source.name)
                if let format = request.sourceFormat { try original.require(format) }
                let pool = try connection.pool(named: request.place.pool)
                let copy = try pool.replacingVolume(request.place.name) { try $0.createVolume(xml, cloning: original) }
                let capacity = UInt64(max(0, request.capacity))
                if try copy.info().capacity < capacity { try copy.resize(capacity: capacity) }
            }
        }
    }

    func grow(_ volume: VolumePlace, to capacity: Int64) async throws {
        let capacity = UInt64(max(0, capacity))
        try await change("grow volume", on: lanes.changes, .seconds(120)) { connection in
            let volume = try connection.pool(named: volume.pool).volume(named: volume.name)
            if try volume.info().capacity < capacity { try volume.resize(capacity: capacity) }
        }
    }

    func wipe(_ volume: VolumePlace) async throws {
        try await change("wipe volume", on: lanes.copies, copyLimit) { connection in
            try connection.pool(named: volume.pool).volume(named: volume.name).wipe()
        }
    }

    /// Waits for a copy that is still being made: nothing ends it before its time.
    func delete(_ volume: VolumePlace) async throws {
        try await change("delete volume", on: lanes.changes, .seconds(120), patience: copyLimit) { connection in
            try connection.deleteVolume(volume.name, in: volume.pool)
        }
    }

    func look(pool: String?) async throws {
        try await mappingErrors {
            if let pool { try await watch.look(pool) } else { try await watch.lookAtPools() }
        }
    }
}

extension LibvirtVolumes {
    private static func xml(_ request: VolumeRequest) throws -> String {
        var definition = VolumeDefinition(
            name: request.place.name, capacity: request.capacity, format: request.format ?? "raw")
        definition.allocation = request.allocation
        definition.backing = request.backing.map { .init(path: $0.path, format: $0.format) }
        do { return try definition.element().xml() } catch { throw DriverError(error) }
    }

    private func change(
        _ name: String, on lane: HostConnection, _ deadline: Duration, patience: Duration? = nil,
        _ work: @escaping @Sendable (Connection) throws -> Void
    ) async throws {
        do {
            try lanes.storage.requireAnswers()
            try await retryingWhileBusy(patience ?? self.patience) {
                try await lane.perform(name, deadline: deadline, work)
            }
        } catch let error as DriverError where error.code == .full {
            // The host's words hold the command line of its tool.
            throw DriverError(.full, "The storage pool has no space left.")
        }
    }

    /// Runs `body` and tells meanwhile how much of the source the copy has.
    private func telling(
        _ copy: VolumePlace, of source: VolumePlace, _ progress: @escaping @Sendable (Double) -> Void,
        _ body: () async throws -> Void
    ) async throws {
        let total = try await read(source)?.allocation ?? 0
        let watching = Task {
            while !Task.isCancelled {
                try await Task.sleep(for: .seconds(1))
                // What cannot be read now shows a second later.
                let done = (try? await read(copy))?.allocation ?? 0
                if total > 0 { progress(min(1, Double(done) / Double(total))) }
            }
        }
        defer { watching.cancel() }
        try await body()
    }
}
