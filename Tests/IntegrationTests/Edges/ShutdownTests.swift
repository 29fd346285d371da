import ApusClient
import ApusModel
import Foundation
import Synchronization
import Testing

extension IntegrationTests {
    /// How the server ends, and when it does not begin.
    @Suite struct EndAndBeginning {
        @Test func `SIGTERM ends it within ten seconds with 0, followed events and hosts or not`() async throws {
            try await Site.with { site in
                let heard = Mutex(0)
                let follower = Task {
                    try await site.server.use { client in
                        try await client.events { _ in
                            heard.withLock { $0 += 1 }
                            return true
                        }
                    }
                }
                defer { follower.cancel() }
                _ = try await site.server.use { try await $0.make(.blank("event", start: false)) }
                try await eventually("events are heard", within: .seconds(10)) { heard.withLock { $0 } > 0 }
                let begin = ContinuousClock.now
                #expect(try await site.server.terminate() == 0)
                let took = ContinuousClock.now - begin
                print("shutdown with a follower: \(took)")
                #expect(took < .seconds(10))
                // The follower sees an end, be it a clean one or a lost connection.
                _ = await follower.result
            }
        }

        @Test func `SIGTERM answers who waits for an operation, which goes on at the next start`() async throws {
            try await Site.with { site in
                let (operation, waiter) = try await site.server.use { client in
                    try await client.make(.blank("deaf"))
                    let stop = StopVirtualMachine(graceSeconds: 12)
                    let operation = try await client.stopVM("deaf", stop, key: Client.idempotencyKey())
                    return (
                        operation, Task { try await site.server.call("GET", "/operations/\(operation.id)?wait=60") }
                    )
                }
                try await Task.sleep(for: .milliseconds(200))
                let begin = ContinuousClock.now
                #expect(try await site.server.terminate() == 0)
                print("shutdown with a waiting client: \(ContinuousClock.now - begin)")
                #expect(ContinuousClock.now - begin < .seconds(10))
                #expect(try await waiter.value.status == 200)
                try await site.server.start()
                try await site.server.use { client in
                    try await client.succeeded(operation)
                    #expect(try await client.vm("deaf").state == .off)
                }
            }
        }

        @Test func `a second server on the same folder is turned away`() async throws {
            try await ApusServerProcess.with { server in
                try await server.start()
                let second = try await Tool.run(Places.apusd, server.arguments + ["--port", "0"], within: .seconds(20))
                #expect(second.status == 78)
                #expect(second.complaint.split(separator: "\n").count == 1)
                #expect(second.complaint.contains("another apusd uses the data folder \(server.data)"))
                #expect(await server.isRunning)
            }
        }

        @Test(arguments: [
            ("server.port", "server.port=70000"), ("images.folder", "images.folder=/x"),
            ("log.level", "log.level=loud"),
            ("server.address", "server.address=0.0.0.0"), ("data.folder", "data.folder=relative"),
        ])
        func `a setting that cannot be is named`(_ key: String, _ setting: String) async throws {
            let folder = try Ground.shared.get().folder + "/unused"
            let data = key == "data.folder" ? [] : ["--data", folder]
            let result = try await Tool.run(Places.apusd, data + ["--set", setting], within: .seconds(20))
            #expect(result.status == 78)
            #expect(result.complaint.split(separator: "\n").count == 1)
            #expect(result.complaint.contains(key), "\(result.complaint)")
            #expect(!FileManager.default.fileExists(atPath: folder))
        }

        @Test func `a store of a newer server is left as it is`() async throws {
            try await ApusServerProcess.with { server in
                try await server.start()
                #expect(try await server.terminate() == 0)
                let store = server.data + "/apus.sqlite"
                try await Tool.output(
                    "/usr/bin/sqlite3",
                    [store, "INSERT INTO grdb_migrations VALUES ('999 future'); PRAGMA wal_checkpoint(TRUNCATE);"])
                let before = try Data(contentsOf: URL(filePath: store))
                let result = try await Tool.run(Places.apusd, server.arguments + ["--port", "0"], within: .seconds(20))
                #expect(result.status == 78)
                #expect(result.complaint.contains("newer apusd") && result.complaint.contains("999 future"))
                #expect(try Data(contentsOf: URL(filePath: store)) == before)
            }
        }
    }
}
