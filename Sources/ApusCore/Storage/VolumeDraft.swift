import ApusModel
import FoundationEssentials
import Inventory
import Schema

/// A request for a volume with all its references resolved.
struct VolumeDraft {
    let pool: StoragePool
    let request: VolumeRequest
    /// The volume below, where one of the inventory is.
    let below: Volume?

    /// - Throws: a ``Problem`` that names the field.
    init(_ body: CreateVolume, _ estate: Estate) throws {
        let host = try field("/host") { try body.host.map { try estate.hosts.rows().resolve($0) } }
        pool = try field("/pool") {
            try (host.map { estate.pools.rows(in: $0.id) } ?? estate.pools.rows()).resolve(body.pool)
        }
        let place = VolumePlace(pool: pool.name, name: body.name)
        try Self.checkGrammar(body.name)
        try Self.check(place, in: pool, estate)
        if let allocation = body.allocation, allocation > body.capacity {
            throw CreationPlan.fault("/allocation", "range", "must be at most the capacity")
        }
        guard pool.hasFiles || body.format != .qcow2 else {
            throw CreationPlan.fault("/format", "format", "a pool of type \(pool.type) holds raw volumes only")
        }
        let (backing, below) = try Self.backing(body, pool, estate)
        self.below = below
        let taken = pool.hasFiles ? body.allocation ?? 0 : body.capacity
        try VolumeRoom(pool).require(body.capacity, more: taken, isThin: pool.hasFiles)
        request = VolumeRequest(
            place, capacity: body.capacity, allocation: pool.hasFiles ? taken : body.allocation,
            format: pool.hasFiles ? (body.format ?? .qcow2).rawValue : nil, backing: backing)
    }

    /// - Throws: a ``Problem`` for names that break the grammar, or that say the volume belongs to a VM.
    static func checkGrammar(_ name: String) throws {
        guard VolumeFileName.isValid(name) else {
            throw CreationPlan.fault("/name", "name/grammar", VolumeFileName.rule)
        }
        guard !VolumeFileName.isReserved(name) else {
            throw CreationPlan.fault("/name", "name/reserved", "names the volume of a VM, and would go with it")
        }
    }

    /// That the pool runs and has no volume of the name in any case.
    static func check(_ place: VolumePlace, in pool: StoragePool, _ estate: Estate) throws {
        guard pool.isRunning else {
            throw Problem(
                .invalidState, "The pool \(Echo.quoted(pool.name)) is \(pool.state.rawValue); start it first.")
        }
        let folded = place.name.lowercased()
        let twin = estate.volumes.rows(in: pool.host).first { $0.poolID == pool.id && $0.name.lowercased() == folded }
        guard let twin else { return }
        throw Problem(
            .nameTaken, "The pool \(Echo.quoted(pool.name)) has a volume \(Echo.quoted(twin.name)) already.")
    }

    private static func backing(
        _ body: CreateVolume, _ pool: StoragePool, _ estate: Estate
    ) throws -> (VolumeRequest.Backing?, Volume?) {
        guard let backing = body.backing else { return (nil, nil) }
        guard pool.hasFiles, body.format != .raw else {
            throw CreationPlan.fault("/format", "format", "only a qcow2 volume is built on another")
        }
        if let reference = backing.image {
            let image = try field("/backing/image") { try estate.images.rows().resolve(reference) }
            try atLeast(image.virtualSize ?? 0, body)
            return (.init(path: image.path, format: image.format.rawValue), nil)
        }
        let volume = try field("/backing/volume") {
            try estate.volumes.rows(in: pool.host).resolve(backing.volume ?? "")
        }
        guard let format = backing.format else {
            throw CreationPlan.fault("/backing/format", "required", "say what the volume below is: qcow2 or raw")
        }
        if let user = volume.usedBy.first {
            throw CreationPlan.fault("/backing/volume", "in-use", "is a disk of the VM \(user), which writes to it")
        }
        try atLeast(volume.capacity, body)
        return (.init(path: volume.path, format: format.rawValue), volume)
    }

    private static func atLeast(_ size: Int64, _ body: CreateVolume) throws {
        guard body.capacity < size else { return }
        throw CreationPlan.fault("/capacity", "range", "must be at least the \(size) bytes of what it is built on")
    }
}

/// The room that a pool has.
struct VolumeRoom {
    private let pool: StoragePool

    init(_ pool: StoragePool) { self.pool = pool }

    /// - Throws: a ``Problem`` `pool-full` where a volume cannot ever fit: larger than the whole pool, or taking more at once than is left.
    func require(_ capacity: Int64, more: Int64, isThin: Bool) throws {
        // A pool that does not tell its size is left to judge by itself.
        guard pool.capacity > 0 else { return }
        guard capacity <= pool.capacity else { throw full("\(capacity) bytes are more than the whole pool has") }
        guard isThin ? more <= max(0, pool.available) || more == 0 : more <= pool.available else {
            throw full("\(more) bytes are more than are left")
        }
    }

    private func full(_ reason: String) -> Problem {
        Problem(
            .poolFull,
            "The pool \(Echo.quoted(pool.name)) is too small: \(reason) (\(pool.available) of \(pool.capacity) free).")
    }
}
