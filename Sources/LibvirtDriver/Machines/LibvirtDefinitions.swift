import ApusCore
import ApusModel
import FoundationEssentials
import Libvirt
import LibvirtXML

/// Changes of domains' definitions on a libvirt host.
struct LibvirtDefinitions: DefinitionDriver {
    let lanes: Lanes
    /// A host with a KVM that does not work probes QEMU for up to 72 seconds at a define.
    private let patience = Duration.seconds(180)

    init(lanes: Lanes) { self.lanes = lanes }

    func standing(_ id: UUID) async throws -> StandingDefinition {
        try await read("read definition") { connection in
            let domain = try connection.domain(id)
            return StandingDefinition(
                text: try domain.xml([.inactive, .secure]), name: try domain.name(),
                autostart: try ifSupported { try domain.autostart() } ?? false)
        }
    }

    func putBack(_ standing: StandingDefinition, _ id: UUID) async throws {
        try await change("put definition back") { connection in
            _ = try unlessGone { try connection.putBack(standing, id) }
        }
    }

    func change(_ id: UUID, _ change: ChangeVirtualMachine) async throws {
        try await self.change("change definition") { connection in
            try connection.editDefinition(of: id) { $0.apply(change) }
            try connection.domain(id).writeConfiguration(change)
        }
    }

    func changeLive(_ id: UUID, _ change: ChangeVirtualMachine) async throws -> [String] {
        try await self.change("change guest") { connection in
            let domain = try connection.domain(id)
            guard try domain.isActive() else { return [] }
            try domain.write(change, .live)
            return try domain.resize(change) + domain.waiting(change)
        }
    }

    func rename(_ id: UUID, to name: String) async throws {
        try await change("rename") { connection in
            let domain = try connection.domain(id)
            if try domain.name() != name { try domain.rename(to: name) }
        }
    }

    func mark(of id: UUID) async throws -> String? {
        try await read("read owner") { try $0.domain(id).mark()?.xml() }
    }

    func setMark(_ mark: String?, of id: UUID) async throws {
        try await change("set owner") { connection in
            let domain = try connection.domain(id)
            guard try domain.mark()?.xml() != mark else { return }
            var flags: Domain.ChangeFlags = try domain.isActive() ? [.live] : []
            if try domain.isPersistent() { flags.insert(.configuration) }
            try domain.handOverAutostart(to: mark)
            try domain.setMetadata(mark, .element(uri: Ownership.namespace), key: "apus", flags)
        }
    }

    func adoptionMark(by actor: String, at date: Date) throws -> String {
        try Ownership.adoption(by: actor, at: date).xml()
    }

    func xml(of id: UUID, inactive: Bool) async throws -> String {
        try await read("read XML") { try $0.domain(id).xml(inactive ? [.inactive] : []) }
    }

    func dependents(of paths: [String]) async throws -> [String: String] {
        try await read("read backing files", within: .seconds(60)) { try $0.dependents(of: Set(paths)) }
    }

    func read<Value: Sendable>(
        _ name: String, within limit: Duration = .seconds(30), _ work: @escaping @Sendable (Connection) throws -> Value
    ) async throws -> Value {
        try await mappingErrors { try await lanes.reads.perform(name, deadline: limit, work) }
    }

    func change<Value: Sendable>(
        _ name: String, _ work: @escaping @Sendable (Connection) throws -> Value
    ) async throws -> Value {
        try await mappingErrors { try await lanes.changes.perform(name, deadline: patience, work) }
    }
}

extension Connection {
    fileprivate func putBack(_ standing: StandingDefinition, _ id: UUID) throws {
        let domain = try domain(id)
        var before = try XMLTree.parse(standing.text, root: "domain")
        // A name is changed and put back by a call of its own.
        before.set(text: try domain.name(), at: "name")
        let present = try XMLTree.parse(domain.xml([.inactive, .secure]), root: "domain")
        if present != before { _ = try defineDomain(before.xml()) }
        let autostart = try ifSupported { try domain.autostart() } ?? standing.autostart
        if autostart != standing.autostart { try domain.setAutostart(standing.autostart) }
    }

    /// Volumes of active pools by the file below each. Files that came from outside libvirt show after a refresh only.
    fileprivate func dependents(of paths: Set<String>) throws -> [String: String] {
        var found: [String: String] = [:]
        _ = try ifSupported {
            try listPools(.active) { pool in
                // A pool that is busy tells what it knew.
                try? pool.refresh()
                let chains = try unlessGone(pool) { pool in
                    try pool.listVolumes { volume in
                        let description = try? VolumeDescription(xml: volume.xml())
                        return (try volume.path(), description?.backingPath)
                    }
                }
                for (path, backing) in chains ?? [] {
                    if let backing, paths.contains(backing) { found[backing] = path }
                }
            }
        }
        return found
    }
}
