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
                try await MigrationKill(place).cancelAfterArrival()
            }
        }

        @Test(.enabled(if: Lab.isFree, "another lab is up"))
        func `exactly one copy runs when a libvirtd dies before or after the transfer`() async throws {
            try await MigrationSite.with { place in
                try await place.site.server.use { _ = try await $0.make(.blank("swept").on("host-1")) }
                let points = ["disks/before", "move/before", "confirm/before", "delete-old/before"]
                for point in Requirements.wantsLongTests ? points + ["observe/before"] : points {
                    for isSource in [true, false] {
                        try await MigrationKill(place).daemon(isSource: isSource, at: "\(Self.kind)/\(point)")
                    }
                }
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

    /// libvirtd dies while a step of the server waits, and comes back: the operation's end is true.
    func daemon(isSource: Bool, at point: String) async throws {
        await server.kill()
        try await server.start(failpoints: point + "=wait")
        let (accepted, from) = try await begin(slowly: false)
        let step = point.split(separator: "/").dropFirst().first.map(String.init) ?? ""
        try await eventually("the step \(step) waits", within: .seconds(60), every: .milliseconds(20)) {
            try await server.use { try await $0.operation(accepted.id.uuidString).progress.step == step }
        }
        let victim = isSource ? from : MigrationSite.other(from)
        try await place.lab.fault(victim, "kill")
        try await place.lab.fault(victim, "start")
        let end = try await settled(accepted)
        let words = "libvirtd of the \(isSource ? "source" : "target") died at \(point): \(end.error?.detail ?? "")"
        #expect(end.state == .failed || end.state == .succeeded, "\(words)")
        try await place.expectOnly(on: end.state == .succeeded ? MigrationSite.other(from) : from, "swept", words)
    }

    /// The server dies when the machine has arrived, and a cancel comes before it has looked at the hosts again.
    func cancelAfterArrival() async throws {
        await server.kill()
        try await server.start(failpoints: IntegrationTests.MigrationKills.kind + "/move/acted=kill")
        let (accepted, from) = try await begin(slowly: false)
        #expect(try await server.end(within: .seconds(60)) == SIGKILL)
        try await place.lab.fault(from, "stop")
        try await server.start()
        try await server.use { _ = try await $0.cancelOperation(accepted.id.uuidString, key: Client.idempotencyKey()) }
        try await place.lab.fault(from, "cont")
        let end = try await settled(accepted)
        #expect(end.state == .succeeded && end.notes?.contains { $0.contains("not cancelled") } == true)
        try await place.expectOnly(on: MigrationSite.other(from), "swept", "cancelled after its arrival")
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
