import ApusCore
import ApusModel
import Crypto
import FoundationEssentials
import Libvirt
import LibvirtXML

/// Bytes of a libvirt host's volumes, by libvirt's streams.
struct LibvirtContent: VolumeContentDriver {
    let lanes: Lanes
    /// The most that one transfer may take; how long it may be silent, ``Handover`` says.
    private let limit = Duration.seconds(24 * 3600)

    init(lanes: Lanes) { self.lanes = lanes }

    func content(of volume: VolumeName) async throws -> VolumeContent {
        try await mappingErrors {
            try await lanes.storage.ask("look at volume") { try $0.with(volume) { try $0.content() } }
        }
    }

    func makeEmpty(_ volume: VolumeName) async throws -> VolumeFacts {
        // Plain bytes to libvirt, whatever they will be: it would write a header of its own otherwise.
        var definition = VolumeDefinition(name: volume.volume, capacity: 0, format: "raw")
        definition.allocation = 0
        let xml = try mapping { try definition.element().xml() }
        return try await whenFree {
            try await lanes.changes.perform("make volume", deadline: .seconds(60)) { connection in
                let pool = try connection.pool(named: volume.pool)
                let made = try pool.replacingVolume(volume.volume) { try $0.createVolume(xml) }
                return VolumeFacts(path: try made.path(), format: "raw")
            }
        }
    }

    func write(_ bytes: ByteSequence, to volume: VolumeName, from offset: Int64) async throws -> Int64 {
        try await lanes.transfers.with { lane in
            let handover = Handover()
            async let _ = handover.watch()
            async let sent = send(from: handover, to: volume, offset, lane)
            do {
                for try await piece in bytes { try await handover.put(piece) }
                handover.finish()
            } catch {
                handover.fail(error)
                throw error
            }
            return try await sent
        }
    }

    func read(_ volume: VolumeName, from offset: Int64, length: Int64?) async throws -> ByteSequence {
        let size = try await content(of: volume).size
        let count = min(length ?? .max, max(0, size - offset))
        guard count > 0 else { return Download(Handover.ended) }
        let lane = try await lanes.transfers.take()
        let handover = Handover()
        let (transfers, limit) = (lanes.transfers, limit)
        // It ends with its reader: `Download` fails the hand-over when it is given up.
        Task {
            async let _ = handover.watch()
            do {
                _ = try await lane.perform("download", deadline: limit) { connection in
                    try connection.with(volume) { volume in
                        try volume.download(offset: UInt64(offset), length: UInt64(count)) {
                            try handover.putBlocking($0)
                        }
                    }
                }
                handover.finish()
            } catch { handover.fail(DriverError(error)) }
            await transfers.giveBack(lane)
        }
        return Download(handover)
    }

    func digest(of volume: VolumeName) async throws -> String {
        try await lanes.transfers.with { [limit] lane in
            try await mappingErrors {
                try await lane.perform("checksum", deadline: limit) { connection in
                    var hash = SHA256()
                    _ = try connection.with(volume) { volume in try volume.download { hash.update(data: $0) } }
                    return hash.finalize().map { $0 < 16 ? "0" + String($0, radix: 16) : String($0, radix: 16) }
                        .joined()
                }
            }
        }
    }

    func refresh(_ pool: String) async throws {
        try await whenFree {
            try await lanes.changes.perform("refresh pool", deadline: .seconds(120)) { connection in
                try connection.pool(named: pool).refresh()
            }
        }
    }

    func dependants(of path: String) async throws -> [String] {
        try await mappingErrors {
            try await lanes.volumes.perform("list volumes", deadline: .seconds(120)) { connection in
                let found: [[String]] = try connection.listPools(.active) { pool in
                    let name = try pool.name()
                    return try pool.listVolumes { volume in
                        let description = try VolumeDescription(xml: volume.xml())
                        return description.backingPath == path ? "\(name)/\(description.name)" : nil
                    }.compactMap(\.self)
                }
                return found.flatMap(\.self)
            }
        }
    }

    private func send(
        from handover: Handover, to volume: VolumeName, _ offset: Int64, _ lane: HostConnection
    ) async throws -> Int64 {
        do {
            return try await lane.perform("upload", deadline: limit) { connection in
                do {
                    return try connection.with(volume) { try $0.append(at: offset) { try handover.takeBlocking() } }
                } catch {
                    // Told from this thread: the waiting task may be held by its side of the hand-over.
                    handover.fail(DriverError(error))
                    throw error
                }
            }
        } catch {
            handover.fail(DriverError(error))
            throw DriverError(error)
        }
    }

    private func mapping<Value>(_ body: () throws -> Value) throws -> Value {
        do { return try body() } catch { throw DriverError(error) }
    }

    /// Tries again for a while when another task holds what is needed.
    private func whenFree<Value: Sendable>(_ body: () async throws -> Value) async throws -> Value {
        for pause in [100, 200, 400, 800, 1600, 3200, 6400] {
            do {
                return try await body()
            } catch let error as LibvirtError where error.saysBusy {
                try await mappingErrors { try await Task.sleep(for: .milliseconds(pause)) }
            } catch { throw DriverError(error) }
        }
        return try await mappingErrors { try await body() }
    }
}

extension Connection {
    /// Lends a volume by its names.
    fileprivate func with<Value>(
        _ name: VolumeName, _ body: (borrowing StorageVolume) throws -> Value
    ) throws -> Value {
        try body(try pool(named: name.pool).volume(named: name.volume))
    }
}

extension StorageVolume {
    fileprivate borrowing func content() throws -> VolumeContent {
        let description = try VolumeDescription(xml: xml())
        let info = try info()
        return VolumeContent(
            path: try path(), size: description.physical ?? Int64(clamping: info.capacity), isFile: info.kind == .file)
    }

    /// Writes from an offset on, and compares sizes after: libvirt takes a short upload without a word.
    fileprivate borrowing func append(at offset: Int64, _ next: () throws -> [UInt8]?) throws -> Int64 {
        let sent = Int64(clamping: try upload(offset: UInt64(max(0, offset)), next))
        let (end, overflow) = offset.addingReportingOverflow(sent)
        guard !overflow, try content().size >= end else {
            throw DriverError(.failed, "The host did not take the whole upload.")
        }
        return sent
    }
}

/// The bytes of a download. It ends when nobody holds it any more.
private final class Download: AsyncSequence, Sendable {
    let handover: Handover

    init(_ handover: Handover) { self.handover = handover }

    deinit { handover.fail(CancellationError()) }

    struct AsyncIterator: AsyncIteratorProtocol {
        /// Keeps the sequence alive while it is read.
        let sequence: Download

        mutating func next() async throws -> [UInt8]? { try await sequence.handover.take() }
    }

    func makeAsyncIterator() -> AsyncIterator { AsyncIterator(sequence: self) }
}

extension Handover {
    fileprivate static var ended: Handover {
        let handover = Handover()
        handover.finish()
        return handover
    }
}
