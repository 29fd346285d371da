import ApusClient
import ApusModel
import Foundation
import Testing

/// Carries a table of changes through deaths. One start serves two: it brings one change to its end and kills in the next.
struct KillTableSweep {
    let site: Site

    init(_ site: Site) { self.site = site }

    /// Round by round, each change dies in its next step, until all steps had their turn.
    func run(_ table: [Mortal]) async throws {
        let rounds = table.map(\.steps.count).max() ?? 0
        let trail = (0..<rounds).flatMap { round in table.map { ($0, $0.point(round)) } }
        var armed = ""
        for (index, (change, point)) in trail.enumerated() {
            let mustArm = point.map { $0 != armed } ?? armed.hasPrefix(change.kind + "/")
            if mustArm { armed = try await restart(point ?? "") }
            let accepted = try await begin(change)
            if let point {
                #expect(try await site.server.end(within: .seconds(30)) == SIGKILL, "\(point)")
                let next = trail[(index + 1)...].compactMap(\.1).first ?? ""
                armed = try await restart(next.hasPrefix(change.kind + "/") ? "" : next)
            }
            let end = try await settled(accepted)
            #expect(end.state == .succeeded, "\(point ?? change.kind): \(end.error?.detail ?? "")")
            #expect(try await change.look(site), "\(point ?? change.kind)")
        }
        _ = try await restart("")
    }

    /// Each change fails and dies while it is undone; in the end all is as it was.
    func undo(_ table: [(failing: String, dying: String, change: Mortal)]) async throws {
        for (failing, dying, change) in table {
            let points = "\(change.kind)/\(failing)/acted=error;\(change.kind)/\(dying)/undo=kill"
            let before = try await world()
            _ = try await restart(points)
            let accepted = try await begin(change)
            #expect(try await site.server.end(within: .seconds(30)) == SIGKILL, "\(points)")
            _ = try await restart("")
            let end = try await settled(accepted)
            #expect(end.state == .failed && end.error?.detail.contains("failpoint") == true, "\(points): \(end)")
            let after = try await world()
            let difference = after.difference(from: before).map { "\($0)" }
            #expect(difference == [], "\(points)")
            #expect(try await Leftovers.store(site.server.data + "/apus.sqlite") == [], "\(points)")
        }
    }

    private func begin(_ change: Mortal) async throws -> ApusModel.Operation {
        try await site.server.use { client in
            try await eventually("\(change.kind) is accepted", within: .seconds(10)) { try await change.begin(client) }
        }
    }

    private func restart(_ failpoints: String) async throws -> String {
        await site.server.kill()
        try await site.server.start(failpoints: failpoints)
        try await site.server.use { try await $0.awaitHost(Site.provider) }
        return failpoints
    }

    private func settled(_ operation: ApusModel.Operation) async throws -> ApusModel.Operation {
        try await site.server.use { try await $0.settled(operation, within: .seconds(30)) }
    }

    /// What virsh tells of all that is there, line by line; volumes of a pool that others emptied meanwhile are not its business.
    private func world() async throws -> [String] {
        var lines: [String] = []
        for arguments in [["list", "--all"], ["net-list", "--all"], ["pool-list", "--all"]] {
            lines += try await virsh(arguments)
        }
        for name in try await site.host.domains() {
            lines += try await virsh(["dumpxml", "--inactive", name]) + virsh(["domblklist", name])
        }
        return try await lines + virsh(["vol-list", Site.pool]).filter { !$0.isEmpty }
    }

    private func virsh(_ arguments: [String]) async throws -> [String] {
        try await Tool.output("/usr/bin/virsh", ["-q", "-c", site.host.address] + arguments)
            .split(separator: "\n").map(String.init)
    }
}
