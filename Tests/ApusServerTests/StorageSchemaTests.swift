import ApusModel
import Foundation
import Schema
import Testing

@testable import ApusServer

/// What the schemas of pools and volumes say against what the types encode to, and what they refuse.
@Suite struct StorageSchemaTests {
    static let source = StoragePool.Source(host: "nas", path: "/export", device: "/dev/sdb", name: "vg0", format: "nfs")

    @Test func `every request type encodes to what its schema takes`() throws {
        var pool = CreatePool(host: "node1", name: "fast", type: .netfs)
        (pool.path, pool.sourceHost, pool.sourcePath) = ("/srv/fast", "nas.example", "/export")
        (pool.sourceDevice, pool.sourceName, pool.autostart) = ("/dev/sdb1", "vg0", false)
        try agree(RequestSchemas.createPool, pool)
        try agree(RequestSchemas.changePool, ChangePool(autostart: true))
        var volume = CreateVolume(pool: "apus", name: "data.qcow2", capacity: 1 << 30)
        (volume.host, volume.allocation, volume.format) = ("node1", 0, .qcow2)
        volume.backing = .init(volume: "apus:base.qcow2", format: .qcow2)
        let absent = try RequestSchemas.createVolume.faults(ofSample: volume, complete: true)
        #expect(absent.map(\.pointer) == ["/backing/image"], "which excludes a volume")
        try agree(RequestSchemas.growVolume, GrowVolume(capacity: 1024))
        try agree(RequestSchemas.cloneVolume, CloneVolume(name: "copy.raw", pool: "fast", format: .raw))
        try agree(RequestSchemas.moveVolume, MoveVolume(pool: "fast", name: "there.qcow2"))
    }

    @Test func `every resource type encodes to what its schema shows`() throws {
        var volume = Volume(
            name: "data.qcow2", pool: "apus", poolID: UUID(), host: UUID(), hostName: "node1", type: .file, path: "/x")
        (volume.format, volume.physical, volume.backingPath, volume.backingFormat) = ("qcow2", 1, "/y", "raw")
        (volume.usedBy, volume.backs, volume.owner, volume.image) = (["web"], ["over"], "web", "tiny")
        volume.staleSince = Date(timeIntervalSince1970: 1_800_000_000)
        try agree(ResourceSchemas.volume, volume)
        var usage = PoolUsage(StoragePool(id: UUID(), name: "apus", host: UUID(), hostName: "node1", state: .active))
        usage.shares = ["disk": .init(volumes: 1, allocation: 2)]
        (usage.largest, usage.orphans) = ([.init(volume)], [.init(volume)])
        try agree(ResourceSchemas.poolUsage, usage)
        let plan = StoragePlan(kind: "pool", id: UUID(), name: "fast", hostName: "n", deletes: ["x"], keeps: ["y"])
        try agree(ResourceSchemas.storagePlan, plan)
    }

    @Test(arguments: [
        "", "-x", "--help", "..", ".hidden", "a/b", "a;b", "$(x)", "a\n", "a\u{1B}", "a\u{202E}b", "a b", "é", "emoji😀",
        "a:b", String(repeating: "a", count: 128),
    ])
    func `a volume's name that breaks the grammar is refused`(_ name: String) {
        #expect(!StringRule.volumeName.accepts(name))
    }

    @Test func `the patterns of the rules say what their closures do`() throws {
        let texts = [
            "", "a", "-a", ".a", "a.b", "a/b", "a..b", "/dev/sda", "/dev/../etc", "/etc", "iqn.2001-04.com.example:x",
            "nas", "10.0.0.1", "::1", "fe80::1", "vg0", "_vg", "a b", "a\n", "data.qcow2", "é", "a@b",
            String(repeating: "a", count: 127), String(repeating: "a", count: 128),
        ]
        for rule in [StringRule.volumeName, .serverName, .deviceName, .sourceName] {
            let pattern = try Regex(try #require(rule.pattern))
            for text in texts {
                #expect((text.wholeMatch(of: pattern) != nil) == rule.accepts(text), "\(rule.code) \(text)")
            }
        }
    }

    @Test func `sizes of disks are whole sectors above nothing and below 64 TiB`() {
        for size: Int64 in [0, -1, 511, 513, (64 << 40) + 512, Int64.max] {
            let body: JSONValue = ["capacity": .integer(size)]
            #expect(!RequestSchemas.growVolume.validate(body).isEmpty, "\(size)")
        }
        #expect(RequestSchemas.growVolume.validate(["capacity": .integer(512)]).isEmpty)
    }

    private func agree(_ schema: Schema, _ sample: some Encodable) throws {
        let faults = try schema.faults(ofSample: sample, complete: true)
        #expect(faults.isEmpty, "\(type(of: sample)): \(faults)")
        #expect(schema.declarationFaults().isEmpty)
    }
}
