import ApusClient
import ApusModel
import Foundation
import Testing

extension IntegrationTests {
    /// Disks of running guests and of machines that are off.
    @Suite struct Disks {
        @Test func `a running guest gets a disk, sees it grow, and lets go of it`() async throws {
            try await Site.with { site in
                try await site.server.use { client in
                    let ask = try await site.guest("disky", client)
                    let before = try await site.definition("disky")
                    var request = AttachDisk(size: 64 << 20)
                    request.serial = "data-1"
                    try await client.succeeded(try await client.attachDisk("disky", request, key: Client.newKey))
                    let vm = try await client.vm("disky")
                    let disk = try #require(vm.disks.first { $0.target == "vdc" })
                    #expect(disk.serial == "data-1" && disk.format == "qcow2" && disk.capacity == 64 << 20)
                    #expect(vm.volumes.count == 3 && vm.volumes.contains { $0.hasSuffix("-1.qcow2") })
                    #expect(try await site.disks("disky")["vdc"] == disk.source)
                    #expect(try await site.disks("disky", live: false)["vdc"] == disk.source)
                    #expect(try await ask("cat /sys/block/vdc/size") == "131072")
                    #expect(try await ask("cat /sys/block/vdc/serial") == "data-1")
                    try await Self.grow(client, ask)
                    try await Self.detach(site, client, disk)
                    let (gone, new) = Site.difference(before, try await site.definition("disky"))
                    #expect(gone.isEmpty && new.isEmpty, "\(gone) \(new)")
                    #expect(try await ask("ls /sys/block").contains("vdc") == false)
                }
                #expect(try await Leftovers.find(site, wanted: ["disky"]) == [])
            }
        }

        private static func grow(_ client: Client, _ ask: (String) async throws -> String) async throws {
            let bigger = ChangeDisk(size: 128 << 20)
            try await client.succeeded(try await client.changeDisk("disky", "vdc", bigger, key: Client.newKey))
            try await eventually("the guest sees the new size", within: .seconds(10)) {
                try await ask("cat /sys/block/vdc/size") == "262144"
            }
            #expect(try await client.vm("disky").disks.first { $0.target == "vdc" }?.capacity == 128 << 20)
            await #expect {
                try await client.changeDisk("disky", "vdc", ChangeDisk(size: 64 << 20), key: Client.newKey)
            } throws: {
                refused($0, "invalid", 422)
            }
        }

        private static func detach(_ site: Site, _ client: Client, _ disk: Disk) async throws {
            let operation = try await client.detachDisk("disky", "vdc", deletesVolume: true, key: Client.newKey)
            try await client.succeeded(operation)
            #expect(try await site.disks("disky")["vdc"] == nil)
            #expect(try await site.disks("disky", live: false)["vdc"] == nil)
            #expect(!FileManager.default.fileExists(atPath: disk.source ?? ""))
            #expect(try await client.vm("disky").volumes.count == 2)
        }

        @Test func `a guest without a system keeps its disk, and the detach fails in words`() async throws {
            try await Site.with { site in
                try await site.server.use { client in
                    try await client.make(.blank("deaf"))
                    try await client.succeeded(
                        try await client.attachDisk("deaf", AttachDisk(size: 1 << 20), key: Client.newKey))
                    let before = try await site.definition("deaf")
                    let detach = try await client.detachDisk("deaf", "vdc", deletesVolume: true, key: Client.newKey)
                    let end = try await client.settled(detach)
                    #expect(end.state == .failed && end.error?.code == "invalid-state")
                    #expect(end.error?.detail.contains("did not let go") == true, "\(end.error?.detail ?? "")")
                    #expect(try await site.disks("deaf")["vdc"] != nil)
                    #expect(try await site.definition("deaf") == before)
                    let stop = try await client.stopVM(
                        "deaf", StopVirtualMachine(graceSeconds: 0), key: Client.newKey)
                    try await client.succeeded(stop)
                    try await client.succeeded(
                        try await client.detachDisk("deaf", "vdc", deletesVolume: true, key: Client.newKey))
                    #expect(try await client.vm("deaf").disks.count == 2)
                }
                #expect(try await Leftovers.find(site, wanted: ["deaf"]) == [])
            }
        }

        @Test func `a machine that is off gets disks on every bus, grows one, and goes with its own`() async throws {
            try await Site.with { site in
                try await site.server.use { client in
                    try await client.make(.blank("off", start: false))
                    for (bus, target) in [
                        (AttachDisk.Bus.virtio, "vdc"), (.sata, "sda"), (.scsi, "sdb"), (.usb, "sdc"),
                    ] {
                        var request = AttachDisk(size: 1 << 20)
                        (request.bus, request.format) = (bus, bus == .usb ? .raw : nil)
                        try await client.succeeded(
                            try await client.attachDisk("off", request, key: Client.newKey))
                        #expect(try await site.disks("off")[target] != nil, "\(bus)")
                    }
                    try await client.succeeded(
                        try await client.changeDisk("off", "sda", ChangeDisk(size: 2 << 20), key: Client.newKey))
                    let path = try #require(try await site.disks("off")["sda"])
                    let info = try await Tool.output("/usr/bin/qemu-img", ["info", "--output=json", path])
                    #expect(info.contains("\"virtual-size\": 2097152"))
                    try await client.succeeded(try await client.startVM("off", key: Client.newKey))
                    let plan = try await client.deletionPlan("off")
                    #expect(plan.deletes.count == 6 && plan.keeps == [])
                    try await client.succeeded(try await client.deleteVM("off", key: Client.newKey))
                }
                #expect(try await Leftovers.find(site, wanted: []) == [])
            }
        }

        @Test func `a volume that another machine has is refused with its name`() async throws {
            try await Site.with { site in
                try await site.server.use { client in
                    try await client.make(.blank("first", start: false))
                    try await client.make(.blank("second", start: false))
                    try await client.succeeded(
                        try await client.attachDisk("first", AttachDisk(size: 1 << 20), key: Client.newKey))
                    let volume = try #require(try await client.vm("first").volumes.last)
                    let taken = try await client.settled(
                        try await client.attachDisk("second", AttachDisk(volume: volume), key: Client.newKey))
                    #expect(taken.state == .failed && taken.error?.code == "conflict")
                    #expect(taken.error?.detail.contains("first") == true, "\(taken.error?.detail ?? "")")
                    // Detached but not deleted, it is nobody's, and the other machine may have it.
                    try await client.succeeded(
                        try await client.detachDisk("first", "vdc", deletesVolume: false, key: Client.newKey))
                    try await client.succeeded(
                        try await client.attachDisk("second", AttachDisk(volume: volume), key: Client.newKey))
                    #expect(try await client.deletionPlan("first").deletes.contains(volume) == false)
                    #expect(try await client.deletionPlan("second").keeps.count == 1)
                }
            }
        }
    }
}
