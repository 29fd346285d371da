import ApusClient
import ApusModel
import Foundation
import Testing

extension IntegrationTests {
    /// libvirtd is killed in the middle of what takes long, and started again: each operation tells the truth, nothing is left.
    @Suite struct DaemonDeaths {
        /// Holes only, which libvirt reads all the same: a copy takes seconds and no space.
        static let size = Int64(3) << 30

        @Test func `what copies a volume ends truthfully when libvirtd dies, and leaves no half copy`() async throws {
            let host = try await Libvirtd.second()
            let image = try await Images.folder() + "/holes-\(UUID().uuidString.prefix(8)).raw"
            defer { try? FileManager.default.removeItem(atPath: image) }
            try await Tool.output("/usr/bin/truncate", ["-s", "\(Self.size)", image])
            try await Site.with(on: host) { site in
                try await site.server.use { client in
                    let folder = try await site.makePool("fast", client)
                    try await site.makePool("from", client)
                    try await client.makeVolume("holes.raw", in: "from", Self.size) {
                        ($0.format, $0.allocation) = (.raw, 0)
                    }
                    var known = CreateImage(name: "holes", path: image)
                    known.format = .raw
                    _ = try await client.add(known, key: Client.newKey)
                    var vm = CreateVirtualMachine.blank("copied", start: false)
                    (vm.image, vm.clone, vm.pool) = ("holes", .full, "fast")
                    let machine = vm
                    let death = DaemonDeath(site: site, client: client)
                    let made = try await death.inCopy(to: folder) {
                        try await client.create(machine, key: Client.newKey)
                    }
                    #expect(made.state == .failed && made.error?.code == "host-unreachable", "\(made)")
                    let clone = CloneVolume(name: "copy.raw", pool: "fast")
                    let cloned = try await death.inCopy(to: folder) {
                        try await client.cloneVolume("from:holes.raw", clone, key: Client.newKey)
                    }
                    #expect(cloned.state == .failed && cloned.error?.code == "host-unreachable", "\(cloned)")
                    let moved = try await death.inCopy(to: folder) {
                        try await client.moveVolume("from:holes.raw", MoveVolume(pool: "fast"), key: Client.newKey)
                    }
                    #expect(moved.state == .failed && moved.error?.code == "host-unreachable", "\(moved)")
                    #expect(try await site.volumeNames("fast") == [])
                    #expect(try await site.host.domains() == [])
                    #expect(try await site.volumeNames("from") == ["holes.raw"])
                    #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == [])
                }
                #expect(try await Leftovers.store(site.server.data + "/apus.sqlite") == [])
            }
        }

        @Test func `jobs of a running guest end truthfully when libvirtd dies, and the guest runs on`() async throws {
            let host = try await Libvirtd.second()
            try await Site.with(on: host) { site in
                try await site.server.use { client in
                    let folder = try await site.makePool("fast", client)
                    let vm = try await client.make(.blank("busy"))
                    let process = try #require(try host.process(of: "busy"))
                    let death = DaemonDeath(site: site, client: client)
                    let disk = "apus-\(vm.id.uuidString.lowercased()).qcow2"
                    let move = try await death.inJob(of: "busy", step: "cop") {
                        try await client.moveVolume("apus:\(disk)", MoveVolume(pool: "fast"), key: Client.newKey)
                    }
                    try await death.expectWhole("busy", disk, folder, isMoved: move.state == .succeeded)
                    let snapshot = try await death.inJob(of: "busy", step: "create") {
                        try await client.createSnapshot(of: "busy", CreateSnapshot(name: "s"), key: Client.newKey)
                    }
                    let isTaken = snapshot.state == .succeeded
                    #expect(isTaken || snapshot.error?.code == "host-unreachable", "\(snapshot)")
                    try await site.expectTree("busy", isTaken ? ["s": nil] : [:], current: isTaken ? "s" : nil)
                    if !isTaken { try await client.snapshot("busy", "s") }
                    let merge = try await death.inJob(of: "busy", step: "merg") {
                        try await client.deleteSnapshot("s", of: "busy", key: Client.newKey)
                    }
                    #expect(merge.state == .succeeded && merge.notes == nil, "\(merge)")
                    try await site.expectTree("busy", [:], current: nil)
                    #expect(try await site.chain("busy").count == 2)
                    #expect(try host.process(of: "busy") == process && kill(process, 0) == 0)
                    try await client.succeeded(try await client.deleteVM("busy", key: Client.newKey))
                    #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == [])
                }
                #expect(try await Leftovers.find(site, wanted: []) == [])
            }
        }

        @Test func `a stop and an image pull end truthfully when libvirtd dies`() async throws {
            let host = try await Libvirtd.second()
            try await SlowWeb.with { web in
                try await Site.with(on: host, settings: web.settings) { site in
                    try await site.server.use { client in
                        try await client.make(.blank("deaf"))
                        let death = DaemonDeath(site: site, client: client)
                        let stop = try await death.whenWaiting("waiting for the guest") {
                            try await client.stopVM("deaf", StopVirtualMachine(graceSeconds: 600), key: Client.newKey)
                        }
                        #expect(stop.state == .failed && stop.error?.code == "host-unreachable", "\(stop)")
                        #expect(try await host.virsh("domstate", "deaf") == "running")
                        var image = CreateImage(name: "slow", source: .url)
                        image.url = web.url
                        let asked = image
                        let pull = try await death.whenWaiting("downloading") {
                            try await client.pull(asked, key: Client.newKey)
                        }
                        #expect(pull.state == .failed && pull.error?.code == "host-unreachable", "\(pull)")
                        #expect(try await client.list(.images, ListQuery(filter: "name = slow")).total == 0)
                    }
                    #expect(try await Leftovers.find(site, wanted: ["deaf"]) == [])
                }
            }
        }
    }
}
