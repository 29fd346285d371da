import ApusClient
import ApusModel
import Foundation
import Testing

extension IntegrationTests {
    /// Storage pools against what `virsh` says of them.
    @Suite struct Pools {
        @Test func `a directory pool lives from create to delete, and its files stay`() async throws {
            try await Site.with { site in
                try await site.server.use { client in
                    let folder = try await site.makePool("fast", client)
                    let info = try await site.host.virsh("pool-info", "fast")
                    #expect(info.contains(/State: +running/) && info.contains(/Autostart: +yes/), "\(info)")
                    let row = try await client.pool("fast")
                    #expect(row.path == folder && row.autostart && row.persistent && row.volumes == 0)
                    #expect(row.capacity == (try await site.virshBytes("Capacity", "pool-info", "fast")))
                    try await Self.autostart(site, client)
                    try await Self.stopAndStart(site, client)
                    try Data(count: 4096).write(to: URL(filePath: folder + "/outside.raw"))
                    try await client.succeeded(try await client.pool("fast", .refresh, key: Client.idempotencyKey()))
                    #expect(try await client.volume("fast:outside.raw").capacity == 4096)
                    let plan = try await client.poolDeletionPlan("fast")
                    #expect(plan.keeps == [folder + "/outside.raw"])
                    try await client.succeeded(try await client.deletePool("fast", key: Client.idempotencyKey()))
                    #expect(!(try await site.host.virsh("pool-list", "--all", "--name").contains("fast")))
                    #expect(FileManager.default.fileExists(atPath: folder + "/outside.raw"))
                    let left = try await client.list(.volumes, ListQuery(filter: "pool = fast"))
                    #expect(left.total == 0)
                }
            }
        }

        @Test func `a volume group that is not there fails, and no pool is left`() async throws {
            try await Site.with { site in
                try await site.server.use { client in
                    var request = CreatePool(host: Site.provider, name: "lvm", type: .logical)
                    request.sourceName = "no-such-group"
                    let asked = request
                    let found = try await client.refusal { try await $0.create(asked, key: Client.idempotencyKey()) }
                    #expect(found != nil)
                    #expect(!(try await site.host.virsh("pool-list", "--all", "--name").contains("lvm")))
                }
                #expect(try await Leftovers.store(site.server.data + "/apus.sqlite") == [])
            }
        }

        @Test func `the pool of a machine is neither deleted nor stopped, and its usage tells whose it is`()
            async throws
        {
            try await Site.with { site in
                try await site.server.use { client in
                    let vm = try await client.make(.blank("one"))
                    let key = Client.idempotencyKey()
                    #expect(
                        try await client.refusal { try await $0.deletePool(Site.pool, key: key) }?.code == "conflict")
                    #expect(
                        try await client.refusal { try await $0.pool(Site.pool, .stop, key: key + "s") }?.code
                            == "conflict")
                    try Data(count: 1 << 20).write(
                        to: URL(filePath: "\(site.poolFolder)/apus-\(UUID().uuidString.lowercased()).qcow2"))
                    try await client.succeeded(try await client.pool(Site.pool, .refresh, key: Client.idempotencyKey()))
                    let usage = try await client.usage(pool: Site.pool)
                    #expect(usage.orphans.count == 1 && usage.volumes == 3)
                    #expect(usage.largest.filter { $0.owner == "one" }.count == 2)
                    #expect(
                        try await client.volume("apus:apus-\(vm.id.uuidString.lowercased()).qcow2").usedBy == ["one"])
                }
            }
        }

        private static func autostart(_ site: Site, _ client: Client) async throws {
            let off = try await client.change(
                pool: "fast", ChangePool(autostart: false), key: Client.idempotencyKey())
            try await client.succeeded(off)
            #expect(try await site.host.virsh("pool-info", "fast").contains(/Autostart: +no/))
            #expect(try await client.pool("fast").autostart == false)
        }

        private static func stopAndStart(_ site: Site, _ client: Client) async throws {
            try await client.succeeded(try await client.pool("fast", .stop, key: Client.idempotencyKey()))
            #expect(try await site.host.virsh("pool-info", "fast").contains(/State: +inactive/))
            #expect(try await client.pool("fast").state == .inactive)
            try await client.succeeded(try await client.pool("fast", .start, key: Client.idempotencyKey()))
            #expect(try await client.pool("fast").state == .active)
        }
    }
}
