import ApusClient
import ApusModel
import Foundation
import Testing

extension IntegrationTests {
    /// The server, or either host's libvirtd, dies in any phase of a migration: exactly one copy runs, and the row says where.
    @Suite struct MigrationKills {
        static let kind = "vm.migrate.v1"
        static let steps = ["look", "disks", "move", "confirm", "delete-old", "observe"]

        @Test(.enabled(if: Lab.isFree, "another lab is up"))
        func `exactly one copy runs whoever dies`() async throws {
            try await MigrationSite.with { place in
                try await place.site.server.use { _ = try await $0.make(.blank("swept").on("host-1")) }
                let points = Self.steps.flatMap { step in
                    Requirements.killMoments.map { "\(Self.kind)/\(step)/\($0)" }
                }
                for point in points { try await MigrationKill(place).server(at: point) }
                try await MigrationKill(place).serverInTransfer()
                for victim in ["source", "target"] {
                    try await MigrationKill(place).daemon(isSource: victim == "source")
                }
                try await MigrationKill(place).cancel()
            }
        }
    }
}

/// One death: die there, start again, look at both hosts.
private struct MigrationKill {
    let place: MigrationSite
    private var server: ApusServerProcess { place.site.server }

    init(_ place: MigrationSite) { self.place = place }

    /// The server dies at a boundary of a step; the next one brings the machine over.
    func server(at point: String) async throws {
        await server.kill()
        try await server.start(failpoints: point + "=kill")
        let (accepted, from) = try await begin(slowly: false)
        #expect(try await server.end(within: .seconds(30)) == SIGKILL, "\(point)")
        try await server.start()
        let end = try await settled(accepted)
        #expect(end.state == .succeeded, "\(point): \(end.error?.detail ?? "")")
        try await place.expectOnly(on: MigrationSite.other(from), "swept", point)
    }

    func serverInTransfer() async throws {
        try await restart()
        let (accepted, from) = try await begin(slowly: true)
        try await awaitTransfer(from)
        await server.kill()
        try await server.start()
        let end = try await settled(accepted)
        #expect(end.state == .succeeded, "\(end.error?.detail ?? "")")
        try await place.expectOnly(on: MigrationSite.other(from), "swept", "the server died in the transfer")
    }

    /// libvirtd dies in the transfer and comes back: the machine is where the operation's end says.
    func daemon(isSource: Bool) async throws {
        try await restart()
        let (accepted, from) = try await begin(slowly: true)
        try await awaitTransfer(from)
        let victim = isSource ? from : MigrationSite.other(from)
        try await place.lab.fault(victim, "kill")
        try await place.lab.fault(victim, "start")
        let end = try await settled(accepted)
        let words = "libvirtd of the \(isSource ? "source" : "target") died: \(end.error?.detail ?? "")"
        #expect(end.state == .failed || end.state == .succeeded, "\(words)")
        try await place.expectOnly(
            on: end.state == .succeeded ? MigrationSite.other(from) : from, "swept", words)
    }

    func cancel() async throws {
        let (accepted, from) = try await begin(slowly: true)
        try await awaitTransfer(from)
        let end = try await server.use { client in
            _ = try await client.cancelOperation(accepted.id.uuidString, key: Client.idempotencyKey())
            return try await client.settled(accepted)
        }
        #expect(end.state == .cancelled)
        try await place.expectOnly(on: from, "swept", "cancelled")
    }

    private func restart() async throws {
        await server.kill()
        try await server.start()
    }

    private func begin(slowly: Bool) async throws -> (ApusModel.Operation, String) {
        try await server.use { client in
            for host in ["host-1", "host-2"] { try await client.awaitHost(host) }
            let from = try await client.vm("swept").hostName
            var request = MigrateVirtualMachine(host: MigrationSite.other(from))
            if slowly { request.bandwidth = 1 << 20 }
            let body = request
            let accepted = try await eventually("the migration is accepted", within: .seconds(20)) {
                try await client.migrateVM("swept", body, key: Client.idempotencyKey())
            }
            return (accepted, from)
        }
    }

    /// Until the source's daemon sends.
    private func awaitTransfer(_ from: String) async throws {
        try await eventually("the transfer goes on", within: .seconds(20)) {
            let job = try await place.virsh(from, "domjobinfo", "swept")
            return job.contains("Outgoing migration")
        }
    }

    private func settled(_ accepted: ApusModel.Operation) async throws -> ApusModel.Operation {
        try await server.use { client in
            for host in ["host-1", "host-2"] { try await client.awaitHost(host) }
            return try await client.settled(accepted, within: .seconds(60))
        }
    }
}
