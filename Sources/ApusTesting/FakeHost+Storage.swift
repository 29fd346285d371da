import ApusCore
import ApusModel
import FoundationEssentials

/// The storage of a ``FakeHost``: pools under `pool <id>` in the world's other things, volumes under `pool/name`.
extension FakeHost {
    var fakeStorage: FakeStorage { FakeStorage(host: self) }

    /// Puts a volume on the host.
    public func place(volume: String, _ content: String = "data") {
        state.withLock { state in
            if let pool = volume.split(separator: "/").first { state.pools.insert(String(pool)) }
            state.world.volumes[volume] = content
        }
    }

    /// Puts a stopped or running pool on the host.
    public func place(pool id: UUID, running: Bool) {
        state.withLock { $0.world.other["pool \(id)"] = FakePool(isRunning: running).text }
    }

    /// A pool's id follows from its name.
    public static func poolID(_ name: String) -> UUID { stableID(name) }
}

/// What is kept of a pool.
private struct FakePool {
    var isRunning = false
    var autostart = false

    init(isRunning: Bool) { self.isRunning = isRunning }

    init(_ text: String) {
        isRunning = text.contains("running")
        autostart = text.contains("autostart")
    }

    var text: String { (isRunning ? "running" : "stopped") + (autostart ? " autostart" : "") }
}

struct FakeStorage {
    let host: FakeHost

    fileprivate func edit(_ id: UUID, _ change: (inout FakePool) -> Void) throws {
        try host.state.withLock { state in
            guard let text = state.world.other["pool \(id)"] else { throw DriverError(.notFound, "no pool") }
            var pool = FakePool(text)
            change(&pool)
            state.world.other["pool \(id)"] = pool.text
        }
    }

    fileprivate func row(_ place: VolumePlace, _ content: String) -> Volume {
        var row = Volume(
            name: place.name, pool: place.pool, poolID: FakeHost.poolID(place.pool), host: host.id, hostName: host.name,
            type: .file, path: "/pools/\(place)")
        row.format = "qcow2"
        row.capacity = content.split(separator: " ").compactMap { Int64($0) }.first ?? 1 << 30
        return row
    }
}

extension FakeStorage: PoolDriver {
    func kinds() async throws -> Set<String> { ["dir", "netfs", "logical"] }

    func read(_ id: UUID) async throws -> StoragePool? {
        try await host.enter("readPool")
        guard let pool = host.world.other["pool \(id)"].map(FakePool.init) else { return nil }
        var row = StoragePool(
            id: id, name: "pool", host: host.id, hostName: host.name, state: pool.isRunning ? .active : .inactive)
        row.autostart = pool.autostart
        return row
    }

    func define(_ pool: PoolRequest) async throws {
        try await host.enter("definePool")
        host.place(pool: pool.id, running: false)
    }

    func start(_ id: UUID) async throws {
        try await host.enter("startPool")
        try edit(id) { $0.isRunning = true }
    }

    func stop(_ id: UUID) async throws {
        try await host.enter("stopPool")
        try? edit(id) { $0.isRunning = false }
    }

    func refresh(_ id: UUID) async throws { try await host.enter("refreshPool") }

    func setAutostart(_ id: UUID, _ autostart: Bool) async throws {
        try await host.enter("autostartPool")
        try edit(id) { $0.autostart = autostart }
    }

    func definition(of id: UUID) async throws -> String? { host.world.other["pool \(id)"].map { _ in id.uuidString } }

    func restore(_ definition: String) async throws {
        try await host.enter("restorePool")
        guard let id = UUID(uuidString: definition) else { return }
        if host.world.other["pool \(id)"] == nil { host.place(pool: id, running: false) }
    }

    func undefine(_ id: UUID) async throws {
        try await host.enter("undefinePool")
        host.state.withLock { $0.world.other["pool \(id)"] = nil }
    }

    func look() async throws {
        try await host.enter("look")
        host.relist()
    }
}

extension FakeStorage: VolumeDriver {
    func read(_ volume: VolumePlace) async throws -> Volume? {
        try await host.enter("readVolume")
        if let content = host.world.volumes["\(volume)"] { return row(volume, content) }
        let name = VolumeName(pool: volume.pool, volume: volume.name)
        guard let bytes = host.bytes(of: name) else { return nil }
        var found = row(volume, "\(bytes.count)")
        found.format = volume.name.split(separator: ".").last.map(String.init)
        return found
    }

    func create(_ request: VolumeRequest) async throws {
        try await host.enter("createVolume")
        try host.state.withLock { state in
            guard state.world.volumes["\(request.place)"] == nil else { throw DriverError(.exists, "exists") }
            state.world.volumes["\(request.place)"] = "\(request.capacity) bytes"
        }
    }

    func clone(
        _ source: VolumePlace, as request: VolumeRequest, progress: @escaping @Sendable (Double) -> Void
    ) async throws {
        try await host.enter("cloneVolume")
        progress(0.5)
        let name = VolumeName(pool: source.pool, volume: source.name)
        if host.bytes(of: name) != nil {
            // A copy of bytes in another format: an image of that format.
            let image = [UInt8](ImageFacts.qcow2().header)
            host.put(image, VolumeName(pool: request.place.pool, volume: request.place.name))
            return
        }
        try host.state.withLock { state in
            guard let content = state.world.volumes["\(source)"] else { throw DriverError(.notFound, "no volume") }
            state.world.volumes["\(request.place)"] = content
        }
    }

    func grow(_ volume: VolumePlace, to capacity: Int64) async throws {
        try await host.enter("growVolume")
        host.state.withLock { $0.world.volumes["\(volume)"] = "\(capacity) bytes" }
    }

    func wipe(_ volume: VolumePlace) async throws {
        try await host.enter("wipeVolume")
        host.state.withLock { $0.world.volumes["\(volume)"] = "zeros" }
    }

    func delete(_ volume: VolumePlace) async throws {
        try await host.enter("deleteVolume")
        host.state.withLock { state in
            state.world.volumes["\(volume)"] = nil
            state.world.other[FakeHost.key(VolumeName(pool: volume.pool, volume: volume.name))] = nil
        }
    }

    func look(pool: String?) async throws {
        try await host.enter("lookVolumes")
        let rows = host.world.volumes.compactMap { key, content -> Volume? in
            let parts = key.split(separator: "/", maxSplits: 1).map(String.init)
            return parts.count == 2 ? row(VolumePlace(pool: parts[0], name: parts[1]), content) : nil
        }
        host.say(.volumes(host: host.id, pool: nil, rows))
    }
}

extension FakeStorage: DiskMoveDriver {
    func hasSnapshots(_ vm: UUID) async throws -> Bool { false }

    func repoint(_ move: DiskMove) async throws {
        try await host.enter("repoint")
        host.state.withLock { state in
            let volumes = state.world.machines[move.vm]?.definition.ownership.volumes ?? []
            state.world.machines[move.vm]?.definition.ownership.volumes =
                volumes.map { $0 == "\(move.from)" ? "\(move.to)" : $0 }
        }
    }

    func copy(_ move: DiskMove, progress: @escaping @Sendable (Double) -> Void) async throws {
        try await host.enter("copyDisk")
        host.state.withLock { $0.world.other["copy \(move.vm)"] = "\(move.to)" }
        progress(1)
    }

    func pivot(_ move: DiskMove) async throws {
        try await host.enter("pivot")
        guard try await !isMoved(move) else { return }
        let copy = host.state.withLock { $0.world.other.removeValue(forKey: "copy \(move.vm)") }
        guard copy != nil else { throw DriverError(.invalidState, "no copy") }
        try await repoint(move)
    }

    func abandon(_ move: DiskMove) async throws {
        try await host.enter("abandon")
        host.state.withLock { $0.world.other["copy \(move.vm)"] = nil }
    }

    func isMoved(_ move: DiskMove) async throws -> Bool {
        host.world.machines[move.vm]?.definition.ownership.volumes.contains("\(move.to)") == true
    }
}
