import Libvirt
import LibvirtXML

extension Connection {
    /// Finds or makes a pool and starts it. Two that do so at once both succeed.
    func ensurePool(_ name: String, path: String) throws {
        if try unlessGone({ try pool(named: name).ensureActive() }) != nil { return }
        do {
            let pool = try definePool(PoolDefinition(name: name, path: path).element().xml())
            try pool.ensureActive()
            try pool.setAutostart(true)
        } catch let error as LibvirtError {
            // Defined by another meanwhile, or the directory belongs to another pool: then it is still not there.
            guard try unlessGone({ try pool(named: name).ensureActive() }) != nil else { throw error }
        }
    }

    /// Deletes a volume; one that is not there, also after a second look, is done with.
    func deleteVolume(_ name: String, in pool: String) throws {
        _ = try unlessGone {
            let pool = try self.pool(named: pool)
            try pool.ensureActive()
            try pool.deleteVolume(name)
        }
    }
}

extension Libvirt.StoragePool {
    /// Starts the pool, with its directory made where that is missing.
    borrowing func ensureActive() throws {
        if try isActive() { return }
        do {
            try create()
        } catch {
            if try isActive() { return }
            try buildAndStart()
        }
    }

    /// Only directories are built: building another kind may format what lies there.
    private borrowing func buildAndStart() throws {
        do {
            if try PoolDescription(xml: xml(inactive: true)).type == "dir" { try build() }
            try create()
        } catch {
            guard try isActive() else { throw error }
        }
    }

    /// Deletes a volume if it is there. What was made outside libvirt shows after a refresh only.
    borrowing func deleteVolume(_ name: String) throws {
        if try unlessGone({ try volume(named: name).delete() }) != nil { return }
        try refresh()
        _ = try unlessGone { try volume(named: name).delete() }
    }

    /// Makes a volume in the place of one of the same name.
    borrowing func replacingVolume(
        _ name: String, _ make: (borrowing Self) throws -> StorageVolume
    ) throws -> StorageVolume {
        _ = try unlessGone { try volume(named: name).delete() }
        do {
            return try make(self)
        } catch let error as LibvirtError where error.saysExists {
            // A file that libvirt has not seen yet.
            try deleteVolume(name)
            return try make(self)
        }
    }
}

extension StorageVolume {
    /// What `body` gives; when it fails, the volume is deleted, so that a failed step leaves nothing.
    borrowing func orDeleted<Value>(_ body: (borrowing Self) throws -> Value) throws -> Value {
        do {
            return try body(self)
        } catch {
            // The first error tells more than one of the cleaning.
            try? delete()
            throw error
        }
    }
}

extension LibvirtError {
    fileprivate var saysExists: Bool {
        code == .storageVolumeExists || message.contains("already exists") || message.contains("File exists")
    }
}
