import FoundationEssentials
import Libvirt
import LibvirtXML
import Synchronization

/// Pools that exist for a moment: libvirt reads a file only as a volume of a pool, and an image may lie anywhere.
///
/// They are transient, so a host forgets them with its daemon, and they are hidden from listings.
final class Inspections: Sendable {
    private struct Moment {
        var pool: String
        var users: Int
    }

    private static let prefix = "apus-inspect-"
    /// By directory: calls that look into the same one share its pool, since libvirt takes one pool for each.
    private let moments = Mutex<[String: Moment]>([:])

    static func isInspection(_ pool: String) -> Bool { pool.hasPrefix(prefix) }

    /// Those in use by this process. For a lane's thread: a pool may be in the making.
    var live: Set<String> { moments.withLock { Set($0.values.map(\.pool)) } }

    /// The name of a pool for the directory, made by `make` when there is none yet. Runs on a lane's thread, which may wait.
    func begin(_ directory: String, make: (String) throws -> Void) throws -> String {
        try moments.withLock { moments in
            if let moment = moments[directory] {
                moments[directory]?.users = moment.users + 1
                return moment.pool
            }
            let pool = Self.prefix + UUID().uuidString.lowercased()
            try make(pool)
            moments[directory] = Moment(pool: pool, users: 1)
            return pool
        }
    }

    /// Gives the pool back; the last one to do so ends it by `destroy`.
    func end(_ directory: String, destroy: (String) -> Void) {
        moments.withLock { moments in
            guard let moment = moments[directory] else { return }
            guard moment.users == 1 else {
                moments[directory]?.users = moment.users - 1
                return
            }
            destroy(moment.pool)
            moments[directory] = nil
        }
    }
}

extension Connection {
    /// Lends the volume of the file at `path`, by the pool that has its directory, else by one made for the moment.
    /// - Throws: `LibvirtError` `.noStorageVolume` where there is no such file, and `.resourceBusy` where another
    ///   inspection of the same directory came between, which is over in a moment.
    func withVolume<Value>(
        at path: String, _ inspections: Inspections, _ body: (borrowing StorageVolume) throws -> Value
    ) throws -> Value {
        let slash = path.lastIndex(of: "/") ?? path.startIndex
        let directory = slash == path.startIndex ? "/" : String(path[..<slash])
        let name = String(path[slash...].dropFirst())
        do {
            if let owner = try poolName(of: directory) {
                return try body(try pool(named: owner).volumeAfterRefresh(name))
            }
            return try withMomentaryPool(at: directory, inspections) { try body(try $0.volume(named: name)) }
        } catch let error as LibvirtError where error.meetsInspection {
            throw LibvirtError(
                .resourceBusy, message: "the directory is inspected by another server", call: "open image")
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

    /// The active pool that has the directory; nil where none but a moment's has it.
    private func poolName(of directory: String) throws -> String? {
        let owners: [String?] = try listPools(.active) { pool in
            let name = try pool.name()
            let found = try? PoolDescription(xml: pool.xml()).path
            return found == directory && !Inspections.isInspection(name) ? name : nil
        }
        return owners.compactMap(\.self).first
    }

    private func withMomentaryPool<Value>(
        at directory: String, _ inspections: Inspections, _ body: (borrowing Libvirt.StoragePool) throws -> Value
    ) throws -> Value {
        let name = try inspections.begin(directory) { name in
            _ = try createPool(PoolDefinition(name: name, path: directory).element().xml())
        }
        // The pool is transient: what cannot be destroyed now is swept at the next connection.
        defer { inspections.end(directory) { name in try? pool(named: name).destroy() } }
        return try body(try pool(named: name))
    }
}

extension Libvirt.StoragePool {
    /// A volume that may have come from outside libvirt: such show after a refresh only, which running jobs refuse.
    fileprivate borrowing func volumeAfterRefresh(_ name: String) throws -> StorageVolume {
        if let volume = try unlessGone({ try volume(named: name) }) { return volume }
        try refresh()
        return try volume(named: name)
    }
}

extension LibvirtError {
    /// Whether the pool of another inspection is in the way, or was there and vanished.
    fileprivate var meetsInspection: Bool {
        message.contains("'apus-inspect-")
            && (saysAbsent || code == .operationInvalid || message.contains("conflict") || message.contains("exists"))
    }
}
