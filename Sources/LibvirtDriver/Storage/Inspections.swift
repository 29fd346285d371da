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
    /// - Throws: `LibvirtError` `.noStorageVolume` where there is no such file.
    func withVolume<Value>(
        at path: String, _ inspections: Inspections, _ body: (borrowing StorageVolume) throws -> Value
    ) throws -> Value {
        if let value = try withKnownVolume(at: path, body) { return value }
        let directory = String(path[..<(path.lastIndex(of: "/") ?? path.startIndex)])
        if let value = try withRefreshedVolume(at: path, directory, body) { return value }
        let name = inspections.begin()
        defer { inspections.end(name) }
        let definition = PoolDefinition(name: name, path: directory.isEmpty ? "/" : directory)
        let pool = try conflictAsBusy { try createPool(definition.element().xml()) }
        // The pool is transient: what cannot be destroyed now is swept at the next connection.
        defer { try? pool.destroy() }
        return try body(try pool.volume(named: String(path.dropFirst(directory.utf8.count + 1))))
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
        // The moment's pool of another inspection may vanish any time.
        if Inspections.isInspection(owner) { throw LibvirtError.inspectedElsewhere }
        try pool(named: owner).refresh()
        let volume = try volume(path: path)
        return try body(volume)
    }

    /// Another inspection of the same directory is over in a moment.
    private func conflictAsBusy(_ make: () throws -> Libvirt.StoragePool) throws -> Libvirt.StoragePool {
        do {
            return try make()
        } catch let error as LibvirtError where error.message.contains("'apus-inspect-") {
            throw LibvirtError.inspectedElsewhere
        }
    }
}

extension LibvirtError {
    fileprivate static var inspectedElsewhere: LibvirtError {
        LibvirtError(.resourceBusy, message: "the directory is inspected by another call", call: "open image")
    }
}
