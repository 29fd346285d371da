import ApusCore
import ApusModel
import FoundationEssentials
import Libvirt
import LibvirtXML

/// The pools of a libvirt host.
struct LibvirtPools: PoolDriver {
    let lanes: Lanes
    let host: HostIdentity
    let watch: VolumeWatch
    private let patience = Duration.seconds(60)

    init(lanes: Lanes, host: HostIdentity, watch: VolumeWatch) {
        self.lanes = lanes
        self.host = host
        self.watch = watch
    }

    func kinds() async throws -> Set<String> {
        try await mappingErrors {
            try await lanes.reads.perform("read pool capabilities") { connection in
                let xml = try ifSupported { try connection.storagePoolCapabilities() }
                // The drivers without this call have directories.
                return try xml.map { try PoolCapabilities(xml: $0).kinds } ?? ["dir"]
            }
        }
    }

    func read(_ id: UUID) async throws -> ApusModel.StoragePool? {
        try await mappingErrors { [host] in
            try await lanes.storage.ask("read pool") { connection in
                try unlessGone { try ApusModel.StoragePool(connection.pool(id), on: host) }
            }
        }
    }

    func define(_ pool: PoolRequest) async throws {
        var definition = PoolDefinition(name: pool.name, path: pool.targetPath, uuid: pool.id.uuidString.lowercased())
        definition.type = pool.type.rawValue
        definition.source = .init(
            host: pool.source.host, directory: pool.source.path, device: pool.source.device, name: pool.source.name,
            format: pool.sourceFormat)
        let xml = try mappedXML(definition)
        try await change("define pool") { _ = try $0.definePool(xml) }
    }

    func start(_ id: UUID) async throws { try await change("start pool") { try $0.pool(id).ensureActive() } }

    func stop(_ id: UUID) async throws {
        try await change("stop pool") { connection in
            _ = try unlessGone {
                let pool = try connection.pool(id)
                if try pool.isActive() { try pool.destroy() }
            }
        }
    }

    func refresh(_ id: UUID) async throws { try await change("refresh pool") { try $0.pool(id).refresh() } }

    func setAutostart(_ id: UUID, _ autostart: Bool) async throws {
        try await change("set autostart of pool") { try $0.pool(id).setAutostart(autostart) }
    }

    func definition(of id: UUID) async throws -> String? {
        try await mappingErrors {
            try await lanes.storage.ask("read pool") { connection in
                try unlessGone {
                    let pool = try connection.pool(id)
                    guard try pool.isPersistent() else { return nil }
                    // The test driver has one form only.
                    return try ifSupported { try pool.xml(inactive: true) } ?? pool.xml()
                } ?? nil
            }
        }
    }

    func restore(_ definition: String) async throws {
        try await change("restore pool") { _ = try $0.definePool(definition) }
    }

    func undefine(_ id: UUID) async throws {
        try await change("forget pool") { connection in
            _ = try unlessGone { try connection.pool(id).undefine() }
        }
    }

    func look() async throws {
        do {
            try await watch.lookAtPools()
        } catch {
            // Another pool holds it up: what was done is done, and is shown when storage answers.
            guard StorageAnswers.isSilence(error) else { throw DriverError(error) }
        }
    }

    private func mappedXML(_ definition: PoolDefinition) throws -> String {
        do { return try definition.element().xml() } catch { throw DriverError(error) }
    }

    private func change(_ name: String, _ work: @escaping @Sendable (Connection) throws -> Void) async throws {
        // Not where machines are changed: a dead share would hold them up.
        try lanes.storage.requireAnswers()
        try await retryingWhileBusy(patience) {
            try await lanes.volumes.perform(name, deadline: .seconds(60), work)
        }
    }
}

extension PoolRequest {
    /// libvirt wants a path also of the types whose volumes lie under `/dev`.
    fileprivate var targetPath: String? {
        switch type {
        case .dir, .netfs, .fs: path
        case .logical: source.name.map { "/dev/\($0)" }
        case .iscsi: "/dev/disk/by-path"
        case .gluster, .rbd, .zfs: nil
        }
    }

    fileprivate var sourceFormat: String? {
        switch type {
        case .netfs: "nfs"
        case .logical: "lvm2"
        case .fs: "auto"
        case .dir, .iscsi, .gluster, .rbd, .zfs: nil
        }
    }
}
