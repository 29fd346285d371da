import FoundationEssentials
import Libvirt
import LibvirtXML
import Synchronization

/// Pools that exist for a moment: libvirt reads a file only as a volume of a pool, and an image may lie anywhere.
///
/// They are transient, so a host forgets them with its daemon, and they are hidden from listings.
final class Inspections: Sendable {
    private static let prefix = "apus-inspect-"
    private let names = Mutex<Set<String>>([])

    static func isInspection(_ pool: String) -> Bool { pool.hasPrefix(prefix) }

    /// Those in use by this process.
    var live: Set<String> { names.withLock { $0 } }

    func begin() -> String {
        let name = Self.prefix + UUID().uuidString.lowercased()
        names.withLock { _ = $0.insert(name) }
        return name
    }

    func end(_ name: String) {
        names.withLock { _ = $0.remove(name) }
    }
}

extension Connection {
    /// Lends the volume of the file at `path`, by the pool that has its directory, else by one made for the moment.
    /// - Throws: `LibvirtError` `.noStorageVolume` where there is no such file, and `.resourceBusy` where another
    ///   inspection of the same directory came between, which is over in a moment.
    func withVolume<Value>(
        at path: String, _ inspections: Inspections, _ body: (borrowing StorageVolume) throws -> Value
    ) throws -> Value {
        do {
            let directory = String(path[..<(path.lastIndex(of: "/") ?? path.startIndex)])
            if let value = try withKnownVolume(at: path, body) { return value }
            if let value = try withRefreshedVolume(at: path, directory, body) { return value }
            return try withMomentaryPool(at: directory.isEmpty ? "/" : directory, inspections) { pool in
                try body(try pool.volume(named: String(path.dropFirst(directory.count + 1))))
            }
        } catch let error as LibvirtError where error.meetsInspection {
            throw LibvirtError(
                .resourceBusy, message: "the directory is inspected by another call", call: "open image")
        }
    }

    /// Ends what an earlier process left.
    func sweepInspections(except live: Set<String>) throws {
        _ = try ifSupported {
            try listPools(.active) { pool in
                let name = try pool.name()
                // One that is in use by another server refuses.
                if Inspections.isInspection(name), !live.contains(name) { try? pool.destroy() }
            }
        }
    }

    /// nil where no active pool shows the file; reading a volume's size looks at the file itself.
    private func withKnownVolume<Value>(
        at path: String, _ body: (borrowing StorageVolume) throws -> Value
    ) throws -> Value? {
        guard let volume = try? volume(path: path), (try? volume.info()) != nil else { return nil }
        return try body(volume)
    }

    /// nil where no active pool has the directory.
    private func withRefreshedVolume<Value>(
        at path: String, _ directory: String, _ body: (borrowing StorageVolume) throws -> Value
    ) throws -> Value? {
        let owners = try listPools(.active) { pool in
            let found = try? PoolDescription(xml: pool.xml()).path
            return found == directory ? try pool.name() : nil
        }.compactMap(\.self)
        guard let owner = owners.first else { return nil }
        try pool(named: owner).refresh()
        let volume = try volume(path: path)
        return try body(volume)
    }

    private func withMomentaryPool<Value>(
        at directory: String, _ inspections: Inspections, _ body: (borrowing Libvirt.StoragePool) throws -> Value
    ) throws -> Value {
        let name = inspections.begin()
        defer { inspections.end(name) }
        let pool = try createPool(PoolDefinition(name: name, path: directory).element().xml())
        // The pool is transient: what cannot be destroyed now is swept at the next connection.
        defer { try? pool.destroy() }
        return try body(pool)
    }
}

extension LibvirtError {
    /// Whether the pool of another inspection is in the way, or was there and vanished.
    fileprivate var meetsInspection: Bool {
        message.contains("'apus-inspect-") && (saysAbsent || message.contains("conflict") || message.contains("exists"))
    }
}
