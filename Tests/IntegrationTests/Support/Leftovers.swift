import Foundation

/// Compares host, pool and store from outside, without any code of Apus.
enum Leftovers {
    /// All that is wrong when exactly the machines `wanted` should be there and nothing should be under way.
    static func find(_ site: Site, wanted: Set<String>) async throws -> [String] {
        try await domains(site, wanted) + files(site) + store(site.server.data + "/apus.sqlite")
    }

    private static func domains(_ site: Site, _ wanted: Set<String>) async throws -> [String] {
        let found = Set(try await site.host.domains())
        return found.subtracting(wanted).map { "domain \($0) is left" }
            + wanted.subtracting(found).map { "no domain \($0)" }
    }

    /// Each file belongs to a domain that names it, and each volume that libvirt knows is a file.
    private static func files(_ site: Site) async throws -> [String] {
        var named: Set<String> = []
        for name in try await site.host.domains() {
            let blocks = try await site.host.virsh("domblklist", name, "--details")
            named.formUnion(blocks.matches(of: /\S+$/.anchorsMatchLineEndings()).map { String($0.output) })
        }
        let files = (try? FileManager.default.contentsOfDirectory(atPath: site.poolFolder)) ?? []
        let volumes = (try? await site.host.virsh("vol-list", Site.pool).split(separator: "\n").count) ?? 0
        let stray = files.filter { !named.contains("\(site.poolFolder)/\($0)") }
        return stray.map { "file \($0) is left" }
            + (volumes == files.count ? [] : ["\(volumes) volumes, \(files.count) files"])
    }

    /// A settled store has no locks, intents, claims, journals or inputs.
    static func store(_ path: String) async throws -> [String] {
        let tables = ["operation_locks", "intents", "claims", "journal"].map {
            "SELECT '\($0): ' || count(*) FROM \($0) HAVING count(*) > 0;"
        }
        let rest = """
            SELECT 'operation ' || number || ' is ' || state FROM operations
            WHERE state NOT IN ('succeeded', 'failed', 'cancelled');
            SELECT 'operation ' || number || ' keeps its input' FROM operations WHERE input IS NOT NULL;
            SELECT 'integrity: ' || integrity_check FROM pragma_integrity_check WHERE integrity_check <> 'ok';
            """
        let found = try await Tool.output("/usr/bin/sqlite3", ["-readonly", path, tables.joined() + rest])
        return found.split(separator: "\n").map(String.init)
    }
}
