import ApusClient
import ApusModel
import Foundation
import Testing

extension IntegrationTests {
    /// apusd dies at every boundary of a clone; the next one brings it to its end, and nothing is left without an owner.
    @Suite struct CloneKills {
        private static let steps = ["look", "copy", "seed", "define", "start", "observe"]

        @Test func `a clone that dies anywhere goes on to its end`() async throws {
            let points = Self.steps.flatMap { step in
                Requirements.killMoments.map { "vm.clone.v1/\(step)/\($0)=kill" }
            }
            try await sweep(points, endsAs: .succeeded)
        }

        @Test func `a clone that dies while it is undone is undone to the end`() async throws {
            let points = ["copy", "seed", "define", "start"].map {
                "vm.clone.v1/start/acted=error;vm.clone.v1/\($0)/undo=kill"
            }
            try await sweep(points, endsAs: .failed)
        }

        private func sweep(_ points: [String], endsAs state: ApusModel.Operation.State) async throws {
            try await Site.with { site in
                try await site.server.use { _ = try await $0.make(.blank("source", start: false)) }
                let before = try await site.host.virsh("dumpxml", "source")
                for point in points {
                    try await kill(site, point, endsAs: state)
                    let wanted: Set = state == .succeeded ? ["source", "swept"] : ["source"]
                    #expect(try await Leftovers.find(site, wanted: wanted) == [], "\(point)")
                    #expect(try await site.host.virsh("dumpxml", "source") == before, "\(point)")
                    guard state == .succeeded else { continue }
                    #expect(try await site.host.virsh("domstate", "swept") == "running", "\(point)")
                    try await site.server.use { client in
                        _ = try await client.succeeded(try await client.deleteVM("swept", key: Client.idempotencyKey()))
                    }
                }
            }
        }

        private func kill(_ site: Site, _ point: String, endsAs state: ApusModel.Operation.State) async throws {
            await site.server.kill()
            try await site.server.start(failpoints: point)
            let accepted = try await site.server.use { client in
                try await client.awaitHost(Site.provider)
                var request = CloneVirtualMachine(name: "swept")
                request.start = true
                let body = request
                return try await eventually("the clone is accepted", within: .seconds(10)) {
                    try await client.cloneVM("source", body, key: Client.idempotencyKey())
                }
            }
            #expect(try await site.server.end(within: .seconds(30)) == SIGKILL, "\(point)")
            try await site.server.start()
            try await site.server.use { client in
                try await client.awaitHost(Site.provider)
                let end = try await client.settled(accepted, within: .seconds(60))
                #expect(end.state == state, "\(point): \(end.error?.detail ?? "")")
            }
        }
    }
}
