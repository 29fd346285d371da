import ApusCore
import ApusModel
import Foundation
import Testing

@testable import LibvirtDriver

/// Against a real libvirtd and QEMU; the guests have no operating system.
@Suite(
    .serialized, .privateLibvirtd,
    .enabled(
        if: PrivateLibvirtd.isPossible,
        "needs root, libvirt-daemon-system, libvirt-clients, qemu-system-x86, qemu-utils"))
struct QEMUTests {
    @Test func `a machine lives with a linked disk and a seed, and leaves nothing`() async throws {
        try await PrivateLibvirtd.with { daemon in
            let image = try await daemon.makeImage("base.qcow2")
            try await Watched.with(daemon.address) { watched in
                let (machines, storage) = (try watched.machines, try watched.storage)
                try await storage.ensurePool("apus", path: daemon.pools.path)
                let disk = try await storage.createDisk(request(.linked, image))
                let seed = try await storage.createFile("web-seed.iso", in: "apus", bytes: bytes(400_000))
                var machine = Samples.machine()
                machine.disks = [
                    .init(path: disk.path, format: disk.format),
                    .init(path: seed.path, format: seed.format, readOnly: true),
                ]
                machine.nics = [.init(network: "default", mac: "52:54:00:12:34:56")]
                try await machines.define(machine)
                try await machines.start(machine.id)
                #expect(await watched.sightings.until { $0.machines[machine.id]?.state == .running })
                let row = try #require(try await machines.read(machine.id))
                #expect(row.accelerator == "tcg")
                #expect(row.machine.contains("q35"))
                #expect(row.disks.map(\.source) == [disk.path, seed.path])
                #expect(row.disks.map(\.readOnly) == [false, true])
                #expect(row.nics.map(\.source) == ["default"])
                #expect(row.managed)
                try await machines.requestShutdown(machine.id)
                try await machines.powerOff(machine.id)
                try await machines.remove(machine.id)
                for volume in ["web.qcow2", "web-seed.iso"] { try await storage.deleteVolume(volume, in: "apus") }
                #expect(await watched.sightings.until { $0.machines.isEmpty })
                #expect(try FileManager.default.contentsOfDirectory(atPath: daemon.pools.path).isEmpty)
            }
            #expect(try await daemon.virsh("list", "--all", "--name").isEmpty)
        }
    }

    @Test func `disks are linked to their image or copied, at the size asked for`() async throws {
        try await PrivateLibvirtd.with { daemon in
            let image = try await daemon.makeImage("base.qcow2")
            let raw = try await daemon.makeImage("base.raw", format: "raw")
            try await Watched.with(daemon.address) { watched in
                let storage = try watched.storage
                try await storage.ensurePool("apus", path: daemon.pools.path)
                for _ in 1...2 {
                    let linked = try await storage.createDisk(request(.linked, image))
                    #expect(try await info(linked.path) == Info(size: 8 << 20, format: "qcow2", backing: image))
                    let copied = try await storage.createDisk(request(.full, image))
                    #expect(try await info(copied.path) == Info(size: 8 << 20, format: "qcow2", backing: nil))
                }
                var fromRaw = request(.full, raw)
                fromRaw.imageFormat = .raw
                #expect(
                    try await info(storage.createDisk(fromRaw).path) == Info(size: 8 << 20, format: "raw", backing: nil)
                )
                fromRaw.clone = .linked
                #expect(
                    try await info(storage.createDisk(fromRaw).path)
                        == Info(size: 8 << 20, format: "qcow2", backing: raw))
                // The pool made for a moment is gone, and no listing showed it.
                #expect(try await daemon.virsh("pool-list", "--all", "--name") == "apus")
                #expect(watched.sightings.view.pools.allSatisfy { $0.name == "apus" })
            }
        }
    }

    @Test func `an uploaded file has exactly the bytes given, and replaces its forerunner`() async throws {
        try await PrivateLibvirtd.with { daemon in
            try await Watched.with(daemon.address) { watched in
                let storage = try watched.storage
                try await storage.ensurePool("apus", path: daemon.pools.path)
                for count in [700_001, 512] {
                    let facts = try await storage.createFile("seed.iso", in: "apus", bytes: bytes(count))
                    #expect(facts.format == "raw")
                    #expect(try Data(contentsOf: URL(filePath: facts.path)) == Data(bytes(count)))
                    let mode = try FileManager.default.attributesOfItem(atPath: facts.path)[.posixPermissions] as? Int
                    #expect(mode == 0o600)
                }
            }
        }
    }

    @Test func `images anywhere on the host are inspected, also by many at once`() async throws {
        try await PrivateLibvirtd.with { daemon in
            let image = try await daemon.makeImage("base.qcow2")
            let raw = try await daemon.makeImage("base.raw", format: "raw", size: "5M")
            try await Watched.with(daemon.address) { watched in
                let storage = try watched.storage
                try await withThrowingTaskGroup(of: Void.self) { group in
                    for _ in 1...6 {
                        group.addTask {
                            let facts = try await storage.inspect(path: image, format: .qcow2)
                            #expect(facts.virtualSize == 4 << 20)
                            #expect(facts.header.starts(with: [0x51, 0x46, 0x49, 0xFB]))
                            #expect(facts.header.count >= 512)
                        }
                    }
                    try await group.waitForAll()
                }
                #expect(try await storage.inspect(path: raw, format: .raw).virtualSize == 5 << 20)
                // Declared raw, a qcow2 file is as long as it is, whatever its header says.
                #expect(try await storage.inspect(path: image, format: .raw).virtualSize != 4 << 20)
                for path in [image + ".none", "/no/such/folder/image", daemon.folder.appending(path: "images").path] {
                    let error = await #expect(throws: DriverError.self) {
                        _ = try await storage.inspect(path: path, format: .qcow2)
                    }
                    #expect([.notFound, .refused].contains(error?.code), "\(path): \(String(describing: error))")
                }
                #expect(try await daemon.virsh("pool-list", "--all", "--name").isEmpty)
            }
        }
    }

    @Test func `files that others put into a pool are found, and deleted with it unseen`() async throws {
        try await PrivateLibvirtd.with { daemon in
            try await Watched.with(daemon.address) { watched in
                let storage = try watched.storage
                try await storage.ensurePool("apus", path: daemon.pools.path)
                let file = daemon.pools.appending(path: "later.raw")
                try Data(count: 2048).write(to: file)
                #expect(try await storage.inspect(path: file.path, format: .raw).virtualSize == 2048)
                let other = daemon.pools.appending(path: "web.qcow2")
                try Data(count: 512).write(to: other)
                let image = try await daemon.makeImage("base.qcow2")
                #expect(try await info(storage.createDisk(request(.linked, image)).path).size == 8 << 20)
            }
        }
    }

    @Test func `what virsh does is shown within a second`() async throws {
        try await PrivateLibvirtd.with { daemon in
            try await Watched.with(daemon.address, tempo: Tempo()) { watched in
                let file = daemon.folder.appending(path: "foreign.xml")
                let xml = """
                    <domain type='qemu'><name>foreign</name><memory unit='MiB'>32</memory><os><type>hvm</type></os></domain>
                    """
                try Data(xml.utf8).write(to: file)
                try await daemon.virsh("define", file.path)
                #expect(await watched.sightings.until(.seconds(1)) { $0.machine("foreign")?.state == .off })
                #expect(watched.sightings.view.machine("foreign")?.managed == false)
                try await daemon.virsh("start", "foreign")
                #expect(await watched.sightings.until(.seconds(1)) { $0.machine("foreign")?.state == .running })
                try await daemon.virsh("suspend", "foreign")
                #expect(
                    await watched.sightings.until(.seconds(1)) { $0.machine("foreign")?.nativeState == "paused (user)" }
                )
                try await daemon.virsh("desc", "foreign", "--live", "--config", "--new-desc", "seen")
                #expect(await watched.sightings.until(.seconds(1)) { $0.machine("foreign")?.description == "seen" })
                try await daemon.virsh("destroy", "foreign")
                try await daemon.virsh("undefine", "foreign")
                #expect(await watched.sightings.until(.seconds(1)) { $0.machine("foreign") == nil })
            }
        }
    }

    @Test func `a daemon that stops and comes back is told and listed again`() async throws {
        try await PrivateLibvirtd.with { daemon in
            try await Watched.with(daemon.address) { watched in
                #expect(watched.sightings.view.host?.accelerators == [.tcg])
                #expect(watched.sightings.view.host?.hypervisor == "QEMU")
                #expect(watched.sightings.view.networks.map(\.name) == ["default"])
                try await daemon.stop()
                #expect(await watched.sightings.until { $0.fault != nil })
                let listings = watched.sightings.view.listings
                try await daemon.start()
                #expect(await watched.sightings.until(.seconds(20)) { $0.isConnected && $0.listings > listings })
            }
        }
    }

    @Test func `doctor finds a private host sound but for its missing KVM`() async throws {
        try await PrivateLibvirtd.with { daemon in
            try await Watched.with(daemon.address) { watched in
                let checks = try await #require(watched.drivers.diagnosis).examine()
                #expect(checks.map(\.state).filter { $0 == .failed }.isEmpty)
                #expect(checks.first { $0.name == "network" }?.state == .ok)
            }
        }
    }

    private func request(_ clone: CreateVirtualMachine.Clone, _ image: String) -> DiskRequest {
        DiskRequest(
            name: clone == .linked ? "web.qcow2" : "web-copy", pool: "apus", capacity: 8 << 20, image: image,
            imageFormat: .qcow2, clone: clone)
    }

    private func bytes(_ count: Int) -> [UInt8] { (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 31 >> 3) } }

    private struct Info: Equatable {
        var size: Int
        var format: String
        var backing: String?
    }

    /// What `qemu-img` says of an image.
    private func info(_ path: String) async throws -> Info {
        let json = try await PrivateLibvirtd.run("/usr/bin/qemu-img", ["info", "-U", "--output=json", path])
        let object = try JSONSerialization.jsonObject(with: Data(json.utf8)) as? [String: Any]
        return Info(
            size: object?["virtual-size"] as? Int ?? 0, format: object?["format"] as? String ?? "",
            backing: object?["backing-filename"] as? String)
    }
}
