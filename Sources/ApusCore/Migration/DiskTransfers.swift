import ApusModel
import FoundationEssentials
import Schema

/// What becomes of a machine's disks at one target.
struct DiskTransfers {
    let vm: VirtualMachine
    let request: MigrateVirtualMachine
    let luggage: MigrationLuggage
    let live: Bool
    let source: Host
    let target: Host
    let provider: Provider
    let estate: Estate
    let here: any MigrationDriver
    let there: any MigrationDriver
    let storage: (any StorageDriver)?

    var shown: [MigrationPlan.Disk] = []
    var moving: [MovingDisk] = []
    var entries: [MigrationJourney.Disk] = []
    var images: [ImageCopy] = []
    var reasons: [String] = []

    var mirrored: [String] { moving.filter { $0.filling == .mirror }.map(\.target) }
    var keepsImages: Bool { moving.contains { $0.filling == .mirror && $0.to.backing != nil } }
    /// Whether a disk that lay over another machine's lies over nothing any more.
    var flattens: Bool { shown.contains { $0.transfer == .copied } }

    mutating func work() async throws {
        for disk in luggage.disks where disk.kind != .empty { try await consider(disk) }
        levelMirrors()
        requireRoom()
    }

    private mutating func consider(_ disk: MigrationLuggage.Disk) async throws {
        let name = disk.path ?? disk.target
        switch disk.kind {
        case .empty: return
        case .network: return show(disk, .shared, nil, 0)
        case .block where request.copyDisks == false: return show(disk, .shared, nil, 0)
        case .block:
            return reasons.append(
                "the disk \(disk.target) is a device of its host; say copyDisks: false where the target has the same one"
            )
        case .other: return reasons.append("the disk \(disk.target) is of a kind that Apus does not move")
        case .file: break
        }
        if request.copyDisks == false, let path = disk.path, try await there.sight(of: path) != nil {
            return show(disk, .shared, nil, 0)
        }
        if request.copyDisks == nil, try await isShared(disk) { return show(disk, .shared, nil, 0) }
        guard disk.isDisk else {
            return reasons.append(
                "the drive \(disk.target) holds \(name), which only \(source.name) has; eject it first")
        }
        guard request.copyDisks != false else {
            return reasons.append("the target sees no such file as \(name); without copyDisks: false it is copied")
        }
        guard let sight = disk.sight else {
            return reasons.append("the disk \(disk.target) (\(name)) lies in no storage pool of \(source.name)")
        }
        try await move(disk, sight)
    }

    /// Both see the same file: of the same share, or written to at the same moment, to the nanosecond.
    private func isShared(_ disk: MigrationLuggage.Disk) async throws -> Bool {
        guard let path = disk.path, let first = disk.sight, let other = try await there.sight(of: path) else {
            return false
        }
        if let share = first.share { return share == other.share }
        for _ in 0..<3 {
            guard let before = try await here.sight(of: path)?.modified, let seen = try await there.sight(of: path),
                let after = try await here.sight(of: path)?.modified, let at = seen.modified
            else { return false }
            if before <= at, at <= after, seen.capacity == first.capacity { return true }
        }
        return false
    }

    private mutating func move(_ disk: MigrationLuggage.Disk, _ sight: MigrationSight) async throws {
        let pool = estate.pools.rows(in: target.id).first { $0.name == poolName(sight) }
        let place = VolumePlace(pool: poolName(sight), name: sight.volume)
        if let folder = pool?.path, try await there.sight(of: "\(folder)/\(place.name)") != nil {
            return reasons.append("its pool \(place.pool) has another volume \(place.name) already")
        }
        let backing = try await backing(of: disk, sight, pool)
        let filling = filling(of: disk, sight, backing)
        let request = VolumeRequest(
            place, capacity: sight.capacity, format: disk.format, backing: filling == .mirror ? backing : nil,
            sourceFormat: disk.format)
        moving.append(
            MovingDisk(
                target: disk.target, filling: filling, from: VolumePlace(pool: sight.pool, name: sight.volume),
                to: request,
                isOwn: vm.volumes.contains("\(sight.pool)/\(sight.volume)") || CourseVolume.isFile(sight.volume)))
        entries.append(
            .init(
                target: disk.target, path: "", format: disk.format, from: "\(sight.pool)/\(sight.volume)",
                to: "\(place)"))
        let isWhole = filling == .flattened || (filling == .mirror && backing == nil && sight.backingPath != nil)
        show(
            disk, isWhole ? .copied : .overlay, "\(place)", isWhole ? sight.capacity : sight.allocation,
            hasImage: sight.backingPath != nil)
    }

    private func poolName(_ sight: MigrationSight) -> String {
        if let pool = request.pool { return pool }
        let known = estate.pools.rows(in: target.id).contains { $0.name == sight.pool }
        return known ? sight.pool : provider.settings.pool
    }

    /// The guest's writes are followed where it runs; what it cannot write to is copied as it is.
    private func filling(
        of disk: MigrationLuggage.Disk, _ sight: MigrationSight, _ backing: VolumeRequest.Backing?
    ) -> MovingDisk.Filling {
        if live, !disk.isReadOnly { return .mirror }
        return sight.backingPath == nil || backing?.path == sight.backingPath ? .bytes : .flattened
    }

    /// The image below it, where the target has it or is brought it; nil where the copy is to stand alone.
    private mutating func backing(
        of disk: MigrationLuggage.Disk, _ sight: MigrationSight, _ pool: StoragePool?
    ) async throws -> VolumeRequest.Backing? {
        guard let path = sight.backingPath, let format = sight.backingFormat else { return nil }
        let image = estate.images.rows().first { $0.path(on: source) == path && $0.state == .ready }
        guard let image else { return nil }
        if let copy = image.copy(on: target.id) { return .init(path: copy.path, format: format) }
        if let copy = image.copied(to: target, pool: poolName(sight)) {
            guard let folder = pool?.path else { return nil }
            if !images.contains(copy) { images.append(copy) }
            return .init(path: "\(folder)/\(copy.to.volume)", format: format)
        }
        // An image by its path lies there, or does not.
        guard let facts = try? await storage?.inspect(path: path, format: image.format),
            facts.virtualSize == image.virtualSize ?? facts.virtualSize
        else { return nil }
        return .init(path: path, format: format)
    }

    /// libvirt copies the tops of all disks, or all of all: one that has to stand alone makes all stand alone.
    private mutating func levelMirrors() {
        let lower = luggage.disks.filter { $0.sight?.backingPath != nil }.map(\.target)
        let standing = moving.filter { $0.filling == .mirror && lower.contains($0.target) }
        guard standing.contains(where: { $0.to.backing == nil }) else { return }
        for index in moving.indices where moving[index].filling == .mirror { moving[index].to.backing = nil }
        for index in shown.indices where lower.contains(shown[index].target) && mirrored.contains(shown[index].target) {
            shown[index].transfer = .copied
        }
        images = []
    }

    private mutating func requireRoom() {
        let wanted = Dictionary(grouping: zip(moving, shown.filter { $0.destination != nil }), by: \.0.to.place.pool)
        for (name, disks) in wanted.sorted(by: { $0.key < $1.key }) {
            guard let pool = estate.pools.rows(in: target.id).first(where: { $0.name == name }), pool.capacity > 0
            else { continue }
            let bytes = disks.reduce(Int64(0)) { $0.addingReportingOverflow($1.1.bytes).partialValue }
            guard bytes > pool.available else { continue }
            reasons.append("its pool \(name) has \(pool.available >> 20) MiB left, the disks need \(bytes >> 20)")
        }
    }

    private mutating func show(
        _ disk: MigrationLuggage.Disk, _ transfer: MigrationPlan.Disk.Transfer, _ destination: String?, _ bytes: Int64,
        hasImage: Bool = true
    ) {
        let transfer = transfer == .overlay && !hasImage ? .copied : transfer
        shown.append(
            .init(
                target: disk.target, source: disk.path ?? disk.target, transfer: transfer, destination: destination,
                bytes: bytes))
    }
}
