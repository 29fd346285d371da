import ApusClient
import ApusModel
import Foundation
import Testing

extension IntegrationTests {
    /// Minutes of work under kills. `APUS_TEST_LONG=1` runs it, `APUS_TEST_SEED` repeats a run.
    @Suite(.enabled(if: Requirements.wantsLongTests, "runs with APUS_TEST_LONG=1"))
    struct Long {
        static let rounds = 10
        static let clients = 4
        static let machines = 5

        @Test func `two hundred creations and deletions outlive a server that is killed at random`() async throws {
            let seed = ProcessInfo.processInfo.environment["APUS_TEST_SEED"].flatMap(UInt64.init) ?? 1
            var random = SeededNumbers(state: seed)
            try await Site.with { site in
                let ledger = Ledger()
                var kills = 0
                for round in 0...Self.rounds {
                    for client in 0..<Self.clients {
                        await ledger.begin { try await Self.work(client, round, site, ledger) }
                    }
                    kills += try await Self.killWhileBusy(site.server, ledger, &random)
                    #expect(await ledger.failures == [])
                    try await Self.look(after: round, site, ledger)
                }
                let acknowledged = await ledger.operations.count
                print("long: seed \(seed), \(acknowledged) acknowledged operations, \(kills) kills")
                #expect(acknowledged == 2 * Self.rounds * Self.clients * Self.machines)
                #expect(try await Leftovers.find(site, wanted: []) == [])
            }
        }

        /// Makes the machines of this round and deletes those of the round before.
        private static func work(_ client: Int, _ round: Int, _ site: Site, _ ledger: Ledger) async throws {
            for number in 0..<machines {
                if round < rounds {
                    let (name, key) = ("r\(round)c\(client)n\(number)", Client.idempotencyKey())
                    try await carryOut(site, ledger) { try await $0.create(.blank(name, start: number == 0), key: key) }
                }
                if round > 0 {
                    let (name, key) = ("r\(round - 1)c\(client)n\(number)", Client.idempotencyKey())
                    try await carryOut(site, ledger) { try await $0.deleteVM(name, key: key) }
                }
            }
        }

        /// Sends a change until it is acknowledged, and follows it to its success, over as many lives of the server as it takes.
        private static func carryOut(
            _ site: Site, _ ledger: Ledger, _ send: @Sendable (Client) async throws -> ApusModel.Operation
        ) async throws {
            let accepted = try await persistently(site, send)
            await ledger.note(accepted)
            let end = try await persistently(site) { client in
                let now = try await client.operation(accepted.id.uuidString, wait: 5)
                return now.state.isSettled ? now : nil
            }
            guard end.state == .succeeded else {
                throw ToolFailure(
                    description: "\(end.kind) of \(end.target.name) \(end.state.rawValue): \(end.error?.detail ?? "")")
            }
        }

        /// Until the server has found its host again, it knows no machine and no capacity.
        private static func persistently<Value: Sendable>(
            _ site: Site, _ body: @Sendable (Client) async throws -> Value?
        ) async throws -> Value {
            try await eventually("an answer", within: .seconds(90), every: .milliseconds(100)) {
                try await site.server.use(body)
            }
        }

        /// - Returns: how often the server was killed.
        private static func killWhileBusy(
            _ server: ApusServerProcess, _ ledger: Ledger, _ random: inout SeededNumbers
        ) async throws -> Int {
            var kills = 0
            while true {
                let pause = Duration.milliseconds(Int.random(in: 300...2500, using: &random))
                let isDone: Void? = try? await eventually("the clients are done", within: pause) {
                    await ledger.busy == 0
                }
                if isDone != nil { return kills }
                await server.kill()
                try await server.start()
                kills += 1
            }
        }

        /// virsh and Apus agree, and no acknowledged operation is lost or unsettled.
        private static func look(after round: Int, _ site: Site, _ ledger: Ledger) async throws {
            let wanted =
                round == rounds
                ? [] : (0..<clients).flatMap { client in (0..<machines).map { "r\(round)c\(client)n\($0)" } }
            #expect(try await Leftovers.find(site, wanted: Set(wanted)) == [], "round \(round)")
            try await site.server.use { client in
                try await client.awaitHost(Site.provider)
                let rows = try await client.list(.vms).items.compactMap { $0["name"]?.text }
                #expect(rows.sorted() == wanted.sorted(), "round \(round)")
                let known = Set(try await client.list(.operations).items.compactMap { $0["id"]?.text })
                let lost = await ledger.operations.subtracting(known)
                #expect(lost == [], "round \(round)")
            }
        }
    }

    /// What was acknowledged, and who is still at work.
    private actor Ledger {
        private(set) var operations: Set<String> = []
        private(set) var failures: [String] = []
        private(set) var busy = 0

        func note(_ operation: ApusModel.Operation) { operations.insert(operation.id.uuidString.lowercased()) }

        func begin(_ work: @escaping @Sendable () async throws -> Void) {
            busy += 1
            Task {
                do { try await work() } catch { failures.append("\(error)") }
                busy -= 1
            }
        }
    }

    /// SplitMix64: the same numbers for the same seed.
    struct SeededNumbers: RandomNumberGenerator {
        var state: UInt64

        mutating func next() -> UInt64 {
            state &+= 0x9E37_79B9_7F4A_7C15
            var mixed = state
            mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
            mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
            return mixed ^ (mixed >> 31)
        }
    }
}
