import ApusClient
import ApusModel
import Foundation
import Testing

extension IntegrationTests {
    /// Volumes against what `virsh` and `qemu-img` say of them.
    @Suite struct VolumesOfPools {
        @Test func `volumes are made, grown, copied, moved, wiped and deleted`() async throws {
            try await Site.with { site in
                try await site.server.use { client in
                    let folder = try await site.makePool("fast", client)
                    let second = try await site.makePool("slow", client)
                    let made = try await client.makeVolume("data.qcow2", in: "fast")
                    #expect(made.format == "qcow2" && made.path == folder + "/data.qcow2" && made.use == .unused)
                    #expect(try await client.pool("fast").volumes == 1)
                    let grow = try await client.growVolume(
                        "fast:data.qcow2", GrowVolume(capacity: 128 << 20), key: Client.idempotencyKey())
                    try await client.succeeded(grow)
                    #expect(try await client.volume("fast:data.qcow2").capacity == 128 << 20)
                    #expect(try await site.virshBytes("Capacity", "vol-info", "data.qcow2", "fast") == 128 << 20)
                    try await Self.write("marked", to: folder + "/data.qcow2")
                    let clone = try await client.cloneVolume(
                        "fast:data.qcow2", CloneVolume(name: "copy.raw", pool: "slow", format: .raw),
                        key: Client.idempotencyKey())
                    let end = try await client.succeeded(clone)
                    #expect(try await client.volume("slow:copy.raw").id == end.created?.id)
                    #expect(try await Self.head(of: second + "/copy.raw") == "marked")
                    let move = try await client.moveVolume(
                        "fast:data.qcow2", MoveVolume(pool: "slow"), key: Client.idempotencyKey())
                    try await client.succeeded(move)
                    #expect(try await site.volumeNames("fast") == [])
                    #expect(try await site.volumeNames("slow") == ["copy.raw", "data.qcow2"])
                    try await client.succeeded(
                        try await client.wipeVolume("slow:copy.raw", key: Client.idempotencyKey()))
                    #expect(try await Self.head(of: second + "/copy.raw") == "")
                    for name in ["copy.raw", "data.qcow2"] {
                        try await client.succeeded(
                            try await client.deleteVolume("slow:\(name)", key: Client.idempotencyKey()))
                    }
                    #expect(try FileManager.default.contentsOfDirectory(atPath: second).isEmpty)
                    #expect(try await client.list(.volumes, ListQuery(filter: "pool = slow")).total == 0)
                }
            }
        }

        @Test func `what others need is kept and says who needs it`() async throws {
            try await Site.with { site in
                try await site.server.use { client in
                    let vm = try await client.make(.blank("one"))
                    let folder = try await site.makePool("fast", client)
                    try await client.makeVolume("base.qcow2", in: "fast")
                    let over = try await client.makeVolume("over.qcow2", in: "fast") {
                        $0.backing = .init(volume: "fast:base.qcow2", format: .qcow2)
                    }
                    #expect(over.backingPath == folder + "/base.qcow2" && over.backingFormat == "qcow2")
                    #expect(try await client.volume("fast:base.qcow2").backs == ["over.qcow2"])
                    for verb in ["delete", "wipe", "move"] {
                        let found = try await client.refusal { try await Self.destroy(verb, "fast:base.qcow2", $0) }
                        #expect(found?.code == "conflict" && found?.candidates == ["over.qcow2"], "\(verb)")
                    }
                    let disk = "apus:apus-\(vm.id.uuidString.lowercased()).qcow2"
                    for verb in ["delete", "wipe"] {
                        let found = try await client.refusal { try await Self.destroy(verb, disk, $0) }
                        #expect(found?.candidates == ["one"], "\(verb)")
                    }
                    // A file built on the base outside, which no listing has shown yet.
                    let outside = folder + "/late.qcow2"
                    try await client.succeeded(
                        try await client.deleteVolume("fast:over.qcow2", key: Client.idempotencyKey()))
                    try await Tool.output(
                        "/usr/bin/qemu-img",
                        ["create", "-q", "-f", "qcow2", "-F", "qcow2", "-b", folder + "/base.qcow2", outside])
                    try await site.host.virsh("pool-refresh", "fast")
                    let late = try await client.refusal { try await Self.destroy("delete", "fast:base.qcow2", $0) }
                    #expect(late?.candidates == ["late.qcow2"])
                }
            }
        }

        @Test func `two hosts' pools of one name are told apart, and an unknown volume is not found`() async throws {
            try await Site.with { site in
                try await site.server.use { client in
                    try await site.makePool("fast", client)
                    try await site.makePool("slow", client)
                    for pool in ["fast", "slow"] { try await client.makeVolume("same.qcow2", in: pool) }
                    await #expect { _ = try await client.volume("same.qcow2") } throws: {
                        refused($0, "ambiguous", 409)
                    }
                    #expect(try await client.volume("slow:same.qcow2").pool == "slow")
                    await #expect { _ = try await client.volume("slow:none") } throws: { refused($0, "not-found", 404) }
                }
            }
        }

        @Test func `a pool that runs full refuses as full and keeps nothing of it`() async throws {
            try await Site.with { site in
                try await site.server.use { client in
                    let folder = site.host.pools + "/\(site.server.folder.suffix(8))-tiny"
                    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
                    try await site.inside("/bin/mount", ["-t", "tmpfs", "-o", "size=8m", "tmpfs", folder])
                    try await site.makePool("full", client, at: folder)
                    let key = Client.idempotencyKey()
                    let large = CreateVolume(pool: "full", name: "large.raw", capacity: 64 << 20)
                    #expect(try await client.refusal { try await $0.create(large, key: key) }?.status == 507)
                    try await client.makeVolume("thin.qcow2", in: "full", 6 << 20)
                    try await site.makePool("source", client)
                    let source = try await client.makeVolume("source.raw", in: "source", 7 << 20) { $0.format = .raw }
                    try await Self.fill(source.path, bytes: 7 << 20)
                    let other = try await client.makeVolume("other.raw", in: "source", 3 << 20) { $0.format = .raw }
                    try await Self.fill(other.path, bytes: 3 << 20)
                    let small = try await client.cloneVolume(
                        "source:other.raw", CloneVolume(name: "other.raw", pool: "full"), key: Client.idempotencyKey())
                    try await client.succeeded(small)
                    let body = CloneVolume(name: "copy.raw", pool: "full")
                    let found = try await client.refusal {
                        try await $0.cloneVolume("source:source.raw", body, key: key + "c")
                    }
                    #expect(found?.code == "pool-full" && found?.status == 507, "\(found?.detail ?? "no refusal")")
                    #expect(try await site.volumeNames("full") == ["other.raw", "thin.qcow2"])
                    try await client.succeeded(try await client.pool("full", .stop, key: Client.idempotencyKey()))
                    try await site.inside("/bin/umount", [folder])
                }
                #expect(try await Leftovers.store(site.server.data + "/apus.sqlite") == [])
            }
        }

        private static func destroy(_ verb: String, _ ref: String, _ client: Client) async throws -> ApusModel.Operation
        {
            switch verb {
            case "delete": try await client.deleteVolume(ref, key: Client.idempotencyKey())
            case "wipe": try await client.wipeVolume(ref, key: Client.idempotencyKey())
            default: try await client.moveVolume(ref, MoveVolume(pool: Site.pool), key: Client.idempotencyKey())
            }
        }

        /// Puts a word at the guest's first bytes.
        private static func write(_ word: String, to path: String) async throws {
            let raw = path + ".tmp"
            try Data(word.utf8).write(to: URL(filePath: raw))
            let size = Int64(128 << 20)
            try await Tool.output("/usr/bin/truncate", ["-s", "\(size)", raw])
            try await Tool.output("/usr/bin/qemu-img", ["convert", "-n", "-f", "raw", "-O", "qcow2", raw, path])
            try FileManager.default.removeItem(atPath: raw)
        }

        /// The text that a raw volume begins with.
        private static func head(of path: String) async throws -> String {
            let handle = try FileHandle(forReadingFrom: URL(filePath: path))
            defer { try? handle.close() }
            return String(decoding: (try handle.read(upToCount: 64) ?? Data()).prefix { $0 != 0 }, as: UTF8.self)
        }

        private static func fill(_ path: String, bytes: Int) async throws {
            let noise = (0..<bytes / 8).reduce(into: Data()) { data, index in
                withUnsafeBytes(of: UInt64(index) &* 0x9E37_79B9_7F4A_7C15) { data.append(contentsOf: $0) }
            }
            try noise.write(to: URL(filePath: path))
        }
    }
}
