import ApusClient
import ApusModel
import Foundation
import Testing

extension IntegrationTests {
    /// apusd dies at every boundary of every step, and the next one brings each accepted operation to an end.
    @Suite struct KillSweep {
        static let create = ["pool", "image", "disk", "seed", "define", "start", "observe"]
        static let delete = ["power-off", "remove", "volumes", "observe"]

        @Test func `a creation and a deletion that die anywhere go on to their end`() async throws {
            let creations = Self.points("vm.create.v1", Self.create)
            let deletions = Self.points("vm.delete.v1", Self.delete)
            try await Site.with { site in
                for (index, point) in creations.enumerated() {
                    try await Sweep(site).creation("\(point)=kill", endsAs: .succeeded)
                    try await Sweep(site).deletion("\(deletions[index % deletions.count])=kill")
                }
            }
        }

        private static func points(_ kind: String, _ steps: [String]) -> [String] {
            steps.flatMap { step in Requirements.killMoments.map { "\(kind)/\(step)/\($0)" } }
        }

        /// Each step before the point of no return that fails, with each undo that follows.
        @Test func `a creation that dies while it is undone is undone to the end`() async throws {
            let undone = ["disk", "seed", "define", "start"]
            try await Site.with { site in
                for failing in undone {
                    let begun = Self.create.prefix { $0 != failing } + [failing]
                    for step in undone where begun.contains(step) {
                        let points = "vm.create.v1/\(failing)/acted=error;vm.create.v1/\(step)/undo=kill"
                        try await Sweep(site).creation(points, endsAs: .failed)
                    }
                }
            }
        }
    }

    /// One boundary: die there, start again, look from outside.
    private struct Sweep {
        let site: Site

        init(_ site: Site) { self.site = site }

        func creation(_ failpoints: String, endsAs state: ApusModel.Operation.State) async throws {
            try await restart(failpoints)
            let accepted = try await site.server.use {
                try await $0.create(.blank("swept"), key: Client.idempotencyKey())
            }
            let end = try await recovered(accepted)
            #expect(end.state == state, "\(failpoints): \(end.error?.detail ?? "")")
            let isThere = state == .succeeded
            #expect(try await Leftovers.find(site, wanted: isThere ? ["swept"] : []) == [], "\(failpoints)")
            guard isThere else { return }
            #expect(try await site.host.virsh("domstate", "swept") == "running", "\(failpoints)")
            #expect(try await site.server.use { try await $0.vm("swept") }.state == .running, "\(failpoints)")
        }

        func deletion(_ failpoints: String) async throws {
            try await restart(failpoints)
            let accepted = try await site.server.use { client in
                try await eventually("the machine is shown", within: .seconds(10)) { try await client.vmIfAny("swept") }
                return try await client.deleteVM("swept", key: Client.idempotencyKey())
            }
            let end = try await recovered(accepted)
            #expect(end.state == .succeeded, "\(failpoints): \(end.error?.detail ?? "")")
            #expect(try await Leftovers.find(site, wanted: []) == [], "\(failpoints)")
        }

        private func restart(_ failpoints: String) async throws {
            await site.server.kill()
            try await site.server.start(failpoints: failpoints)
            try await site.server.use { try await $0.awaitHost(Site.provider) }
        }

        /// Waits for the death, starts a server without failpoints, and follows the operation.
        private func recovered(_ accepted: ApusModel.Operation) async throws -> ApusModel.Operation {
            #expect(try await site.server.end(within: .seconds(20)) == SIGKILL)
            try await site.server.start()
            return try await site.server.use { client in
                #expect(try await client.operation(accepted.id.uuidString).id == accepted.id)
                try await client.awaitHost(Site.provider)
                return try await client.settled(accepted, within: .seconds(15))
            }
        }
    }
}
