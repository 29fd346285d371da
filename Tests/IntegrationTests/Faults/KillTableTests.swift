import ApusClient
import ApusModel
import Foundation
import Testing

extension IntegrationTests {
    /// apusd dies in each step of each kind of change; the next one brings it to its end, and virsh shows that end.
    ///
    /// A step dies after it acted and before that was written down: what it did must be found again. The edges of the point of no
    /// return are those of `KillSweep`.
    @Suite struct KillTable {
        @Test func `changes of machines, disks and media go on wherever the server dies`() async throws {
            try await Site.with { site in
                try await site.server.use { client in
                    for name in ["swept", "iso"] { try await client.make(.blank(name, start: false)) }
                    var drive = AttachDisk()
                    drive.device = .cdrom
                    try await client.succeeded(try await client.attachDisk("swept", drive, key: Client.newKey))
                }
                let seed = try await site.server.use { try await $0.vm("iso").volumes.first { $0.hasSuffix(".iso") } }
                try await KillTableSweep(site).run(Mortal.devices(seed: try #require(seed)))
                #expect(try await Leftovers.find(site, wanted: ["swept", "iso"]) == [])
            }
        }

        @Test func `networks, pools, volumes and images go on wherever the server dies`() async throws {
            try await SlowWeb.with(endsAfter: 1 << 20) { web in
                try await Site.with(settings: web.settings) { site in
                    try await site.server.use { _ = try await $0.make(.blank("swept")) }
                    let subnet = try await Mortal.freeSubnet()
                    try await KillTableSweep(site).run(Mortal.resources(site, subnet: subnet, image: web.url))
                    #expect(try await Leftovers.find(site, wanted: ["swept"]) == [])
                }
            }
        }

        @Test func `a change that fails and dies while it is undone is undone to the end`() async throws {
            try await SlowWeb.with(endsAfter: 1 << 20) { web in
                try await Site.with(settings: web.settings) { site in
                    try await site.server.use { client in
                        try await client.make(.blank("swept"))
                        try await client.make(.blank("still", start: false))
                        try await site.makePool("fast", client)
                        try await client.makeVolume("a.raw", in: "fast", 1 << 20) { $0.format = .raw }
                    }
                    let subnet = try await Mortal.freeSubnet()
                    try await KillTableSweep(site).undo(Mortal.undone(subnet: subnet, image: web.url))
                    #expect(try await Leftovers.find(site, wanted: ["swept", "still"]) == [])
                }
            }
        }
    }
}
