import ApusClient
import ApusModel
import Foundation

extension Mortal {
    /// The life of a pool with its volumes, of a network and of an image.
    static func resources(_ site: Site, subnet: String, image: String) async throws -> [Mortal] {
        let vm = try await site.server.use { try await $0.vm("swept") }
        let disk = "apus-\(vm.id.uuidString.lowercased()).qcow2"
        return [pool(site)] + volumes + [away(disk), network(subnet), move, back(disk), pull(image)]
            + [networkGone] + volumesGone + [poolGone]
    }

    private static func pool(_ site: Site) -> Mortal {
        Mortal("pool.create.v1", ["define", "start", "autostart"]) {
            var request = CreatePool(host: Site.provider, name: "fast")
            request.path = site.host.pools + "/\(site.server.folder.suffix(8))-fast"
            return try await $0.create(request, key: Client.newKey)
        } look: {
            let info = try await $0.host.virsh("pool-info", "fast")
            return info.contains(/State: +running/) && info.contains(/Autostart: +yes/)
        }
    }

    private static let volumes = [
        Mortal("volume.create.v1", ["create"]) {
            var request = CreateVolume(pool: "fast", name: "a.raw", capacity: 1 << 20)
            request.format = .raw
            return try await $0.create(request, key: Client.newKey)
        } look: {
            try await $0.volumeNames("fast") == ["a.raw"]
        },
        Mortal("volume.clone.v1", ["clone"]) {
            try await $0.cloneVolume("fast:a.raw", CloneVolume(name: "b.raw"), key: Client.newKey)
        } look: {
            try await $0.volumeNames("fast") == ["a.raw", "b.raw"]
        },
    ]

    private static func away(_ disk: String) -> Mortal {
        Mortal("volume.move-running.v1", ["create", "copy", "pivot", "delete-old"]) {
            try await $0.moveVolume("apus:\(disk)", MoveVolume(pool: "fast"), key: Client.newKey)
        } look: {
            let path = try await $0.disks("swept")["vda"] ?? ""
            let isGone = !FileManager.default.fileExists(atPath: $0.poolFolder + "/" + disk)
            let kept = try await $0.disks("swept", live: false)["vda"]
            return path.hasSuffix("-fast/" + disk) && isGone && kept == path
        }
    }

    private static func back(_ disk: String) -> Mortal {
        Mortal("volume.move-running.v1", []) {
            try await $0.moveVolume("fast:\(disk)", MoveVolume(pool: Site.pool), key: Client.newKey)
        } look: {
            try await $0.disks("swept")["vda"] == $0.poolFolder + "/" + disk
        }
    }

    private static let move = Mortal("volume.move.v1", ["copy", "repoint", "delete-old"]) {
        try await $0.moveVolume("fast:b.raw", MoveVolume(pool: "fast", name: "c.raw"), key: Client.newKey)
    } look: {
        let names = try await $0.volumeNames("fast")
        return names.contains("c.raw") && !names.contains("b.raw")
    }

    private static func network(_ subnet: String) -> Mortal {
        Mortal("network.create.v1", ["define", "start"]) {
            var request = CreateNetwork(name: "apus-swept", forward: .isolated)
            request.address = "\(subnet).0/24"
            return try await $0.create(request, key: Client.newKey)
        } look: {
            try await $0.host.virsh("net-info", "apus-swept").contains(/Active: +yes/)
        }
    }

    private static let networkGone = Mortal("network.delete.v1", ["stop", "remove"]) {
        try await $0.deleteNetwork("apus-swept", force: true, key: Client.newKey)
    } look: {
        try await $0.host.networks() == ["default"]
    }

    /// It goes again at once: each round makes it anew.
    private static func pull(_ url: String) -> Mortal {
        Mortal("image.download.v1", ["volume", "download", "check"]) {
            var request = CreateImage(name: "pulled", source: .url)
            (request.url, request.format) = (url, .raw)
            return try await $0.pull(request, key: Client.newKey)
        } look: { site in
            try await site.server.use { client in
                let image = try await client.show(.images, "pulled", as: Image.self)
                try await client.removeImage("pulled", force: false, key: Client.newKey)
                return image.state == .ready && image.virtualSize == 1 << 20
            }
        }
    }

    private static let volumesGone = [
        Mortal("volume.delete.v1", ["delete"]) {
            try await $0.deleteVolume("fast:c.raw", key: Client.newKey)
        } look: {
            try await $0.volumeNames("fast") == ["a.raw"]
        },
        Mortal("volume.delete.v1", []) {
            try await $0.deleteVolume("fast:a.raw", key: Client.newKey)
        } look: {
            try await $0.volumeNames("fast") == []
        },
    ]

    private static let poolGone = Mortal("pool.delete.v1", ["stop", "undefine"]) {
        try await $0.deletePool("fast", key: Client.newKey)
    } look: {
        !(try await $0.host.virsh("pool-list", "--all", "--name").contains("fast"))
    }
}

// MARK: Failures that are undone

extension Mortal {
    /// Changes of the machines `swept` (running) and `still`, and of the pool `fast`; each fails in its step after it acted, and dies
    /// in the undo of another.
    static func undone(subnet: String, image: String) -> [(failing: String, dying: String, change: Mortal)] {
        let attach = Mortal("vm.attach-device.v1", []) {
            try await $0.attachDisk("still", AttachDisk(size: 1 << 20), key: Client.newKey)
        } look: { _ in
            true
        }
        let detach = Mortal("vm.detach-device.v1", []) {
            try await $0.detachDisk("still", "vda", deletesVolume: false, key: Client.newKey)
        } look: { _ in
            true
        }
        let clone = Mortal("volume.clone.v1", []) {
            try await $0.cloneVolume("fast:a.raw", CloneVolume(name: "b.raw"), key: Client.newKey)
        } look: { _ in
            true
        }
        return [
            ("attach", "attach", attach), ("attach", "volume", attach), ("clone", "clone", clone),
            ("detach", "detach", detach), ("start", "define", network(subnet)), ("check", "volume", pull(image)),
        ] + moves
    }

    private static var moves: [(failing: String, dying: String, change: Mortal)] {
        func machine(_ name: String, _ kind: String) -> Mortal {
            Mortal(kind, []) { client in
                let disk = try await client.vm(name).volumes.first { $0.hasSuffix(".qcow2") } ?? ""
                let ref = disk.replacing("/", with: ":")
                return try await client.moveVolume(ref, MoveVolume(pool: "fast"), key: Client.newKey)
            } look: { _ in
                true
            }
        }
        let running = machine("swept", "volume.move-running.v1")
        let still = machine("still", "volume.move.v1")
        return [
            ("copy", "copy", running), ("repoint", "repoint", still), ("copy", "create", running),
            ("repoint", "copy", still), ("undefine", "stop", inUse),
        ]
    }

    /// A pool that other hands may need stays: it is stopped, forgotten, and put back.
    private static let inUse = Mortal("pool.delete.v1", []) { client in
        try await client.succeeded(try await client.deleteVolume("fast:a.raw", key: Client.newKey))
        return try await client.deletePool("fast", key: Client.newKey)
    } look: { _ in
        true
    }
}
