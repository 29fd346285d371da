import ApusModel
import FoundationEssentials
import Schema

/// What an administrator chose for a host, as it is kept.
struct HostSettingsRecord: Registered {
    static let noun = "host-settings"
    /// The host's.
    var id: UUID
    var number: Int64 = 0
    /// The host's id in words: unique.
    var name: String
    var settings: HostSettings

    init(_ host: UUID, _ settings: HostSettings) {
        self.id = host
        self.name = host.uuidString.lowercased()
        self.settings = settings
    }
}

/// Labels, overcommit, reservations and modes of single hosts.
public struct HostSettingsBook: Sendable {
    let store: any RegistryStore
    let estate: Estate
    /// Changes are merged into what is there, so they come one after the other.
    private let changing = Turn()

    init(store: any RegistryStore, estate: Estate) {
        (self.store, self.estate) = (store, estate)
    }

    /// Loads what was chosen.
    public func load() async throws {
        for record in try await store.all(HostSettingsRecord.self) { show(record.id, record.settings) }
    }

    /// Merges a change into a host's settings; placement follows at once.
    /// - Throws: a ``Problem`` `invalid` where a host would have too many labels.
    public func change(_ host: Host, _ request: ChangeHost) async throws -> Host {
        try await edit(host) { try $0.merging(request) }
    }

    /// Sets a host's mode; nil lets it take machines again. What it has stays as it is.
    public func set(_ mode: Host.Mode?, of host: Host) async throws -> Host {
        try await edit(host) { settings in
            var changed = settings
            changed.mode = mode
            return changed
        }
    }

    private func edit(
        _ host: Host, _ work: @escaping @Sendable (HostSettings) throws -> HostSettings
    ) async throws -> Host {
        try await changing.next { [store, estate] in
            let known = try await store.all(HostSettingsRecord.self).first { $0.id == host.id }
            let settings = try work(known?.settings ?? HostSettings())
            if var known {
                known.settings = settings
                try await store.update(known)
            } else {
                _ = try await store.add(HostSettingsRecord(host.id, settings))
            }
            show(host.id, settings)
            return estate.hosts.row(host.id) ?? host
        }
    }

    private func show(_ host: UUID, _ settings: HostSettings) {
        estate.hostSettings.withLock { $0[host] = settings }
        guard var row = estate.hosts.row(host) else { return }
        estate.decide(&row)
        estate.hosts.upsert([row])
    }
}

extension Estate {
    /// Lays what administrators decided over a host's row.
    func decide(_ row: inout Host) {
        let id = row.id
        let settings = hostSettings.withLock { $0[id] } ?? HostSettings()
        (row.labels, row.overcommit, row.reserved) = (settings.labels, settings.overcommit, settings.reserved)
        row.mode = settings.mode
    }
}

extension HostSettings {
    /// RFC 7396: a value replaces, null takes away.
    func merging(_ change: ChangeHost) throws -> HostSettings {
        var merged = self
        for (key, value) in change.labels ?? [:] { merged.labels[key] = value }
        guard merged.labels.count <= HostLabel.maximum else {
            throw CreationPlan.fault("/labels", "count", "a host has at most \(HostLabel.maximum) labels")
        }
        if let ratios = change.overcommit {
            merged.overcommit = Overcommit(
                cpu: ratios.value("cpu", overcommit?.cpu), memory: ratios.value("memory", overcommit?.memory),
                disk: ratios.value("disk", overcommit?.disk))
            if merged.overcommit == Overcommit() { merged.overcommit = nil }
        }
        if let amounts = change.reserved {
            merged.reserved = Reserved(
                cpus: amounts.value("cpus", reserved?.cpus.map { Int64($0) }).map { Int(clamping: $0) },
                memory: amounts.value("memory", reserved?.memory), disk: amounts.value("disk", reserved?.disk))
            if merged.reserved == Reserved() { merged.reserved = nil }
        }
        return merged
    }
}

extension [String: Double?] {
    fileprivate func value(_ key: String, _ present: Double?) -> Double? { self[key] ?? present }
}

extension [String: Int64?] {
    fileprivate func value(_ key: String, _ present: Int64?) -> Int64? { self[key] ?? present }
}
