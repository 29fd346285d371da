import ApusClient
import ApusModel
import Foundation
import Testing

extension IntegrationTests {
    /// Machines that start in an order when their host has booted. No host is rebooted: the server is told of another boot.
    @Suite struct Autostart {
        @Test func `after a boot machines start in order with their delays, the rest is libvirt's`() async throws {
            try await Site.with { site in
                try await site.server.use { client in
                    for name in ["second", "first", "own", "plain"] {
                        try await client.make(.blank(name, start: false))
                    }
                    try await client.order("second", 2)
                    try await client.order("first", 1, delay: 3)
                    try await client.order("own", nil)
                    #expect(try await site.flagged() == ["own"], "the host itself must not start what has an order")
                    for name in ["first", "second", "own"] { #expect(try await client.vm(name).autostart, "\(name)") }
                }
                try await site.restartAsAfterBoot()
                try await site.server.use { client in
                    try await client.awaitHost(Site.provider)
                    try await eventually("both run", within: .seconds(60)) {
                        try await site.running() == ["first", "second"]
                    }
                    let starts = try await client.starts()
                    #expect(starts.map(\.target.name) == ["first", "second"])
                    let (end, begin) = (try #require(starts.first?.finishedAt), try #require(starts.last?.createdAt))
                    #expect(begin.timeIntervalSince(end) >= 2.9)
                    for name in ["first", "second"] { try await site.host.virsh("destroy", name) }
                }
                // Neither the server's own restart nor libvirtd's is a boot.
                #expect(try await site.server.terminate() == 0)
                try site.host.signal(SIGKILL)
                try await site.host.startAgain()
                try await site.server.start()
                try await site.server.use { client in
                    try await client.awaitHost(Site.provider)
                    // A change is driven after the listing that would have started them.
                    try await client.order("second", 0)
                    #expect(try await site.flagged() == ["own", "second"], "without an order it is libvirt's again")
                    #expect(try await client.starts().count == 2)
                    let running = try await site.running()
                    #expect(!running.contains("first") && !running.contains("second"))
                }
            }
        }
    }
}

extension Site {
    fileprivate func flagged() async throws -> [String] {
        try await host.virsh("list", "--all", "--autostart", "--name").split(separator: "\n").map(String.init).sorted()
    }

    fileprivate func running() async throws -> [String] {
        try await host.virsh("list", "--name").split(separator: "\n").map(String.init).sorted()
    }

    /// Ends the server, makes what it knows of the host's boot that of an earlier one, and starts it.
    fileprivate func restartAsAfterBoot() async throws {
        let store = server.data + "/apus.sqlite"
        _ = try await server.terminate()
        let change = """
            UPDATE boots SET document = json_set(document, '$.boot', json('{"id":"00000000-an-earlier-boot"}'));
            SELECT changes();
            """
        let changed = try await Tool.output("/usr/bin/sqlite3", [store, change])
        #expect(changed == "1", "the host's boot was known")
        try await server.start()
    }
}

extension Client {
    fileprivate func order(_ vm: String, _ order: Int?, delay: Int? = nil) async throws {
        var change = ChangeVirtualMachine()
        (change.autostart, change.startOrder, change.startDelay) = (true, order, delay)
        try await succeeded(try await changeVM(vm, change, key: Client.idempotencyKey()))
    }

    /// What the server started by itself, in order.
    fileprivate func starts() async throws -> [ApusModel.Operation] {
        let query = ListQuery(filter: "actor = autostart", sort: "number", columns: ["id"])
        var found: [ApusModel.Operation] = []
        for row in try await list(.operations, query).items {
            guard let id = row["id"]?.text else { continue }
            found.append(try await settled(try await operation(id)))
        }
        return found
    }
}
