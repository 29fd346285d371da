import ApusClient
import ApusModel
import Foundation
import Testing

extension IntegrationTests {
    /// Whatever happens to the disk under the store: nothing acknowledged is lost, nothing is acknowledged that is not on it.
    @Suite struct StoreFaults {
        @Test func `a full disk refuses changes, serves reads, and recovers by itself`() async throws {
            try await Site.with(ready: { try await Self.mountSmall($0.data) }) { site in
                let filler = site.server.data + "/filler"
                try await site.server.use { client in
                    try await client.make(.blank("before", start: false))
                    _ = try? await Tool.output("/bin/dd", ["if=/dev/zero", "of=\(filler)", "bs=64k"])
                    let refusal = try await Self.firstRefusal(site.server)
                    #expect(refusal.status == 507 && refusal.body.contains("store-full"), "\(refusal)")
                    #expect(try await client.list(.vms).total == 1)
                    try FileManager.default.removeItem(atPath: filler)
                    try await eventually("changes are taken again", within: .seconds(8)) {
                        try await site.server.call("POST", "/instance-types", body: Self.type("later")).status == 201
                    }
                    try await client.make(.blank("after", start: false))
                }
                #expect(await site.server.isRunning)
                #expect(try await Leftovers.find(site, wanted: ["before", "after"]) == [])
            }
        }

        @Test func `a disk that fails ends all writing until the next start, and nothing acknowledged is lost`()
            async throws
        {
            let shim = try await Shim.made()
            try await Site.with(environment: shim.environment) { site in
                #expect(try await site.server.call("POST", "/instance-types", body: Self.type("kept")).status == 201)
                try shim.failDisk(true)
                let first = try await site.server.call("POST", "/instance-types", body: Self.type("lost"))
                #expect(first.status == 503 && first.body.contains("store-failed"), "\(first)")
                try shim.failDisk(false)
                // The disk seems well again, but what it holds is not known.
                let second = try await site.server.call("POST", "/instance-types", body: Self.type("lost"))
                #expect(second.status == 503 && second.body.contains("store-failed"), "\(second)")
                #expect(try await HTTP.get(await site.server.url("/readyz")).status == 503)
                #expect(try await site.server.call("GET", "/instance-types").status == 200)
                await site.server.kill()
                try await site.server.start()
                let names = try await site.server.call("GET", "/instance-types?columns=name").body
                #expect(names.contains("kept"))
                #expect(try await site.server.call("POST", "/instance-types", body: Self.type("new")).status == 201)
            }
        }

        @Test func `an operation under way outlives a full disk, and goes on by itself when there is room`()
            async throws
        {
            try await Site.with(ready: { try await Self.mountSmall($0.data) }) { site in
                let filler = site.server.data + "/filler"
                try await site.server.use { client in
                    try await client.make(.blank("deaf"))
                    let stop = try await client.stopVM(
                        "deaf", StopVirtualMachine(graceSeconds: 2), key: Client.idempotencyKey())
                    _ = try? await Tool.output("/bin/dd", ["if=/dev/zero", "of=\(filler)", "bs=4k"])
                    _ = try await Self.firstRefusal(site.server)
                    try await eventually("its step is over and cannot be written down", within: .seconds(15)) {
                        site.server.logText.contains("waits for the store")
                    }
                    #expect(try await client.operation(stop.id.uuidString).state == .running)
                    try FileManager.default.removeItem(atPath: filler)
                    try await client.succeeded(stop, within: .seconds(15))
                    #expect(try await site.host.virsh("domstate", "deaf") == "shut off")
                }
                #expect(try await Leftovers.find(site, wanted: ["deaf"]) == [])
            }
        }

        @Test func `a store that another process holds answers 503 with the time to wait`() async throws {
            try await Site.with { site in
                let holder = site.server.data + "/apus.sqlite"
                async let held = Tool.output(
                    "/usr/bin/sqlite3", [holder], input: ".timeout 5000\nBEGIN IMMEDIATE;\n.shell sleep 15\nROLLBACK;\n"
                )
                try await eventually("the store is held", within: .seconds(8)) {
                    let probe = try await Tool.run("/usr/bin/sqlite3", [holder, "BEGIN IMMEDIATE; ROLLBACK;"])
                    return probe.status != 0
                }
                let refusal = try await site.server.call("POST", "/instance-types", body: Self.type("waits"))
                #expect(refusal.status == 503 && refusal.body.contains("busy"), "\(refusal)")
                #expect(try await site.server.call("GET", "/instance-types").status == 200)
                _ = try await held
                #expect(try await site.server.call("POST", "/instance-types", body: Self.type("waits")).status == 201)
            }
        }

        @Test(arguments: ["damaged", "not a database", "gone"])
        func `a store that cannot be trusted is refused with 78 and left as it is`(_ fault: String) async throws {
            try await Site.with { site in
                _ = try await site.server.use { try await $0.make(.blank("kept", start: false)) }
                _ = try await site.server.terminate()
                let store = site.server.data + "/apus.sqlite"
                // Else all of it stands in the log beside it, and SQLite mends the file.
                try await Tool.output("/usr/bin/sqlite3", [store, "PRAGMA wal_checkpoint(TRUNCATE)"])
                try await Self.spoil(store, fault)
                let before = try await Self.sum(site.server.data)
                let start = try await Tool.run(Places.apusd, site.server.arguments + ["--port", "0"])
                #expect(start.status == 78 && start.complaint.contains("store"), "\(start)")
                #expect(start.complaint.split(separator: "\n").count == 1, "\(start.complaint)")
                #expect(try await Self.sum(site.server.data) == before)
            }
        }

        @Test func `a clock that jumps a day and back loses nothing and runs nothing twice`() async throws {
            let shim = try await Shim.made()
            try await Site.with(environment: shim.environment) { site in
                try await site.server.use { client in
                    for (number, shift) in [0, 86_400, -86_400, 1, 0].enumerated() {
                        try shim.shiftClock(seconds: shift)
                        try await client.make(.blank("m-\(number)", start: false))
                    }
                    #expect(try await client.list(.vms).total == 5)
                    for number in 0..<5 {
                        try await client.succeeded(
                            try await client.deleteVM("m-\(number)", key: Client.idempotencyKey()))
                    }
                }
                #expect(try await Leftovers.find(site, wanted: []) == [])
            }
        }

        private static func type(_ name: String) -> [String: any Sendable] {
            ["name": name, "cpus": 1, "memory": 1 << 20]
        }

        /// A data folder with room for little more than the store.
        private static func mountSmall(_ folder: String) async throws {
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
            try await Tool.output("/bin/mount", ["-t", "tmpfs", "-o", "size=8m,mode=0700", "tmpfs", folder])
        }

        private static func firstRefusal(_ server: ApusServerProcess) async throws -> HTTPAnswer {
            for number in 0..<200 {
                let answer = try await server.call("POST", "/instance-types", body: type("t-\(number)"))
                if answer.status != 201 { return answer }
            }
            throw ToolFailure(description: "the disk never was full")
        }

        /// What is in the files of the folder, but for SQLite's own.
        private static func sum(_ folder: String) async throws -> String {
            try await Tool.output(
                "/bin/sh",
                ["-c", "cd \"$1\" && sha256sum apus.sqlite token store.key; ls apus.sqlite; :", "sh", folder])
        }

        private static func spoil(_ store: String, _ fault: String) async throws {
            if fault == "gone" { return try FileManager.default.removeItem(atPath: store) }
            guard fault == "damaged" else {
                return try "not a database, but 100 bytes or more of text, so that it could be one: it is not".write(
                    toFile: store, atomically: false, encoding: .utf8)
            }
            let size = try #require(try FileManager.default.attributesOfItem(atPath: store)[.size] as? Int)
            let arguments = ["bs=4096", "seek=1", "count=\(size / 4096 - 1)", "conv=notrunc"]
            try await Tool.output("/bin/dd", ["if=/dev/urandom", "of=\(store)"] + arguments)
        }
    }
}
