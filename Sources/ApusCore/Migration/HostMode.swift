import ApusModel
import FoundationEssentials
import Schema

/// What an administrator decided of a host, as it is kept.
struct HostModeRecord: Registered {
    static let noun = "host-mode"
    /// The host's.
    var id: UUID
    var number: Int64 = 0
    /// The host's id in words: unique.
    var name: String
    /// nil where it was taken back.
    var mode: Host.Mode?

    init(_ host: UUID, _ mode: Host.Mode?) {
        self.id = host
        self.name = host.uuidString.lowercased()
        self.mode = mode
    }
}

extension Host.Mode {
    /// Why such a host takes no machines.
    var refusal: String {
        switch self {
        case .maintenance: "the host is in maintenance"
        case .disabled: "the host is disabled"
        }
    }
}

/// Hosts that take no new machines because somebody said so.
public struct HostModes: Sendable {
    let store: any RegistryStore
    let estate: Estate

    /// Loads what was decided.
    public func load() async throws {
        for record in try await store.all(HostModeRecord.self) { show(record) }
    }

    /// Sets a host's mode; nil lets it take machines again. What it has stays as it is.
    public func set(_ mode: Host.Mode?, of host: Host) async throws -> Host {
        let record = HostModeRecord(host.id, mode)
        let known = try await store.all(HostModeRecord.self).first { $0.id == host.id }
        if var known {
            known.mode = mode
            try await store.update(known)
        } else {
            _ = try await store.add(record)
        }
        show(record)
        return estate.hosts.row(host.id) ?? host
    }

    private func show(_ record: HostModeRecord) {
        estate.hostModes.withLock { $0[record.id] = record.mode }
        guard var row = estate.hosts.row(record.id) else { return }
        row.mode = record.mode
        estate.hosts.upsert([row])
    }
}
