import ApusCore
import ApusModel
import FoundationEssentials
import Libvirt
import LibvirtXML

/// A pool whose volumes can be listed.
struct ListedPool: Sendable {
    var id: UUID
    var name: String
    var volumes: [String]
}

extension Connection {
    /// The running pools with the names of their volumes, as of their last refresh; no file is touched.
    func listedPools(_ only: String? = nil) throws -> [ListedPool] {
        let pools: [ListedPool?] =
            try ifSupported {
                try listPools(.active) { pool -> ListedPool? in
                    let name = try pool.name()
                    guard only == nil || only == name, !Inspections.isInspection(name) else { return nil }
                    return try unlessStopped {
                        ListedPool(id: try pool.uuid(), name: name, volumes: try pool.listVolumes().map(\.name))
                    }
                }
            } ?? []
        return pools.compactMap(\.self)
    }

    /// Some volumes of a pool; those that are gone meanwhile are left out.
    func volumeRows(_ names: some Sequence<String>, of pool: ListedPool, on host: HostIdentity) throws -> [Volume] {
        try unlessStopped {
            let handle = try self.pool(pool.id)
            return try names.compactMap { name in
                try unlessGone { try Volume(handle.volume(named: name), pool.name, pool.id, on: host) } ?? nil
            }
        } ?? []
    }
}

extension Volume {
    /// nil where the host cannot read it, as a volume that is just being made, or a file that is broken.
    init?(
        _ volume: borrowing StorageVolume, _ pool: String, _ poolID: UUID, on host: HostIdentity
    ) throws {
        let description: VolumeDescription
        do {
            description = try VolumeDescription(xml: volume.xml())
        } catch let error as LibvirtError where error.saysDisconnected {
            throw error
        } catch {
            return nil
        }
        self.init(
            name: description.name, pool: pool, poolID: poolID, host: host.id, hostName: host.name,
            type: description.type.flatMap(Kind.init(rawValue:)) ?? .other, path: description.path ?? "")
        format = description.format
        capacity = description.capacity ?? 0
        allocation = description.allocation ?? 0
        physical = description.physical
        backingPath = description.backingPath
        backingFormat = description.backingFormat
    }
}

/// nil where the pool is stopped or gone.
private func unlessStopped<Value>(_ read: () throws -> Value) throws -> Value? {
    do {
        return try read()
    } catch let error as LibvirtError where error.saysAbsent || error.code == .operationInvalid {
        return nil
    }
}
