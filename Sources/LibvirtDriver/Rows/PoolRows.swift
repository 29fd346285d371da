import ApusCore
import ApusModel
import Libvirt
import LibvirtXML

extension Connection {
    /// The storage pools, without those made for a moment.
    func poolRows(on host: HostIdentity) throws -> [ApusModel.StoragePool] {
        let rows = try ifSupported {
            try listPools { pool in try unlessGone(pool) { try ApusModel.StoragePool($0, on: host) } }
        }
        return (rows ?? []).compactMap(\.self).filter { !Inspections.isInspection($0.name) }
    }

    /// The virtual networks.
    func networkRows(on host: HostIdentity) throws -> [ApusModel.Network] {
        let rows = try ifSupported {
            try listNetworks { network in try unlessGone(network) { try ApusModel.Network($0, on: host) } }
        }
        return (rows ?? []).compactMap(\.self)
    }
}

extension ApusModel.StoragePool {
    init(_ pool: borrowing Libvirt.StoragePool, on host: HostIdentity) throws {
        let info = try pool.infoIfReadable()
        let description = try? PoolDescription(xml: pool.xml())
        self.init(
            id: try pool.uuid(), name: try pool.name(), host: host.id, hostName: host.name,
            state: info.map { State($0.state) } ?? .inaccessible)
        type = description?.type ?? ""
        path = description?.path
        capacity = Int64(clamping: info?.capacity ?? 0)
        allocation = Int64(clamping: info?.allocation ?? 0)
        available = Int64(clamping: info?.available ?? 0)
        autostart = (try? pool.autostart()) ?? false
        persistent = (try? pool.isPersistent()) ?? true
        volumes = state == .active || state == .degraded ? (try? pool.volumeTotal()) ?? 0 : 0
        source = description.flatMap { Source($0.source) }
    }
}

extension ApusModel.StoragePool.Source {
    /// nil where the storage comes from nowhere else.
    fileprivate init?(_ source: PoolDescription.Source) {
        self.init(
            host: source.hosts.first, path: source.directory, device: source.devices.first, name: source.name,
            format: source.format)
        if self == Self(format: format) { return nil }
    }
}

extension Libvirt.StoragePool {
    /// nil where it cannot be read, yet the host answers: a dead share must not hide the other pools.
    fileprivate borrowing func infoIfReadable() throws -> StoragePoolInfo? {
        do {
            return try info()
        } catch {
            if error.saysDisconnected || error.saysAbsent { throw error }
            return nil
        }
    }
}

extension ApusModel.StoragePool.State {
    fileprivate init(_ state: StoragePoolState) {
        self =
            switch state {
            case .inactive: .inactive
            case .building: .building
            case .running: .active
            case .degraded: .degraded
            default: .inaccessible
            }
    }
}
