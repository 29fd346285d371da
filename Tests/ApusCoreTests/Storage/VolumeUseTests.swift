import ApusModel
import Foundation
import Testing

@testable import ApusCore

/// What the inventory says a volume is there for.
@Suite struct VolumeUseTests {
    let estate = Estate()
    let host = UUID()
    let pool = UUID()
    let provider = UUID()

    init() {
        estate.hosts.upsert([Host(id: host, number: 1, name: "node1", provider: provider, providerName: "p")])
        var row = StoragePool(id: pool, name: "apus", host: host, hostName: "node1", state: .active)
        (row.path, row.capacity, row.allocation, row.available) = ("/pool", 1000, 400, 600)
        estate.pools.upsert([row])
    }

    @Test func `a disk, an image, a backing file, an owned, an orphaned and an unused volume are told apart`() throws {
        let vm = machine("web", disks: ["/pool/web.qcow2", "apus/by-name"])
        estate.observed(vm.key, vm)
        estate.images.upsert([
            Image(id: UUID(), number: 1, name: "tiny", path: "/pool/tiny", format: .qcow2, createdAt: Date())
        ])
        let own = "apus-\(vm.id.uuidString.lowercased())-seed.iso"
        let lost = "apus-\(UUID().uuidString.lowercased()).qcow2"
        show(
            ["web.qcow2", "by-name", "tiny", "base", own, lost, "mine", "apus-notes"], backing: ["mine": "/pool/base"])
        let uses = Dictionary(uniqueKeysWithValues: estate.volumes.rows().map { ($0.name, $0.use) })
        #expect(
            uses == [
                "web.qcow2": .disk, "by-name": .disk, "tiny": .image, "base": .backing, own: .owned, lost: .orphan,
                "mine": .unused, "apus-notes": .unused,
            ])
        #expect(try row("web.qcow2").usedBy == ["web"])
        #expect(try row("base").backs == ["mine"])
        #expect(try row(own).owner == "web")
        #expect(try row("tiny").image == "tiny")
    }

    @Test func `a volume follows its machine that comes, is renamed and goes`() throws {
        var vm = machine("web", disks: ["/pool/a"])
        show(["a"])
        #expect(try row("a").usedBy == [])
        estate.observed(vm.key, vm)
        #expect(try row("a").usedBy == ["web"])
        vm.name = "www"
        estate.observed(vm.key, vm)
        #expect(try row("a").usedBy == ["www"])
        estate.observed(vm.key, nil)
        #expect(try row("a").use == .unused)
    }

    @Test func `a shared pool's volume belongs to a machine of another host`() throws {
        let other = UUID()
        estate.hosts.upsert([Host(id: other, number: 2, name: "node2", provider: provider, providerName: "p")])
        var vm = machine("web", disks: [])
        vm.host = other
        estate.observed(vm.key, vm)
        let own = "apus-\(vm.id.uuidString.lowercased()).qcow2"
        show([own])
        #expect(try row(own).use == .owned)
        #expect(try row(own).owner == "web")
    }

    @Test func `a look at one pool leaves the volumes of the others`() throws {
        show(["a"])
        let second = UUID()
        var row = Volume(
            name: "b", pool: "two", poolID: second, host: host, hostName: "node1", type: .file, path: "/two/b")
        row.capacity = 7
        estate.apply(.volumes(host: host, pool: second, [row]), of: provider, at: Date())
        #expect(Set(estate.volumes.rows().map(\.fullName)) == ["apus:a", "two:b"])
        estate.apply(.volumes(host: host, pool: pool, []), of: provider, at: Date())
        #expect(estate.volumes.rows().map(\.fullName) == ["two:b"])
    }

    @Test func `a silent host's volumes stay, with their age`() throws {
        show(["a"])
        estate.apply(.unreachable(reason: "x"), of: provider, at: Date())
        #expect(try row("a").staleSince != nil)
    }

    @Test func `a volume is meant by its UUID, its name and its pool and name`() throws {
        show(["a"])
        for text in [Volume.id(of: "a", in: pool).uuidString, "a", "apus:a"] {
            #expect(try estate.volumes.rows().resolve(text).name == "a")
        }
        #expect(throws: Problem.self) { try estate.volumes.rows().resolve("other:a") }
    }

    private func machine(_ name: String, disks: [String]) -> VirtualMachine {
        var vm = VirtualMachine(id: UUID(), name: name, host: host, hostName: "node1", state: .off)
        vm.disks = disks.map { Disk(device: .disk, target: "vda", source: $0) }
        vm.managed = true
        return vm
    }

    private func show(_ names: [String], backing: [String: String] = [:]) {
        let rows = names.map { name in
            var row = Volume(
                name: name, pool: "apus", poolID: pool, host: host, hostName: "node1", type: .file,
                path: "/pool/\(name)")
            row.backingPath = backing[name]
            return row
        }
        estate.apply(.volumes(host: host, pool: nil, rows), of: provider, at: Date())
    }

    private func row(_ name: String) throws -> Volume { try estate.volumes.rows().resolve(name) }
}
