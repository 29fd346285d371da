import ApusClient
import ApusModel
import Foundation
import Testing

extension IntegrationTests {
    /// Network cards, limits and media, as virsh and the guest see them.
    @Suite struct Cards {
        @Test func `a running guest gets a card, loses its cable, and lets go of it`() async throws {
            try await Site.with { site in
                try await site.server.use { client in
                    let ask = try await site.guest("netty", client)
                    let before = try await site.definition("netty")
                    var request = AttachNIC(network: "default")
                    request.mac = "52:54:00:AB:CD:01"
                    try await client.succeeded(try await client.attachNIC("netty", request, key: Client.newKey))
                    let mac = "52:54:00:ab:cd:01"
                    #expect(try await site.host.virsh("domiflist", "netty").contains(mac))
                    try await eventually("the guest sees the card", within: .seconds(10)) {
                        try await ask("cat /sys/class/net/*/address").contains(mac)
                    }
                    await #expect {
                        try await client.attachNIC("netty", request, key: Client.newKey)
                    } throws: {
                        refused($0, "conflict", 409)
                    }
                    try await Self.change(site, client, mac)
                    try await client.succeeded(try await client.detachNIC("netty", mac, key: Client.newKey))
                    #expect(try await site.host.virsh("domiflist", "netty").contains(mac) == false)
                    let (gone, new) = Site.difference(before, try await site.definition("netty"))
                    #expect(gone.isEmpty && new.isEmpty, "\(gone) \(new)")
                    try await Self.limit(site, client)
                }
            }
        }

        private static func change(_ site: Site, _ client: Client, _ mac: String) async throws {
            let before = try await site.definition("netty")
            var change = ChangeNIC()
            change.linkUp = false
            try await client.succeeded(try await client.changeNIC("netty", mac, change, key: Client.newKey))
            #expect(try await site.host.virsh("domif-getlink", "netty", mac) == "\(mac) down")
            #expect(try await site.host.virsh("domif-getlink", "netty", mac, "--config") == "\(mac) down")
            let nic = try #require(try await client.vm("netty").nics.first { $0.mac == mac })
            #expect(!nic.linkUp)
            change.linkUp = true
            try await client.succeeded(try await client.changeNIC("netty", mac, change, key: Client.newKey))
            let (gone, new) = Site.difference(before, try await site.definition("netty"))
            #expect(gone.isEmpty && new.isEmpty, "\(gone) \(new)")
        }

        /// Of a machine that is off: limits of a running one need queues that not every kernel has.
        @Test func `a card's bandwidth is limited and set free`() async throws {
            try await Site.with { site in
                try await site.server.use { client in
                    let mac = try #require(try await client.make(.blank("slow", start: false)).nics.first?.mac)
                    let before = try await site.definition("slow")
                    var change = ChangeNIC()
                    change.inbound = Bandwidth(average: 1 << 20, peak: 2 << 20, burst: 1 << 20)
                    try await client.succeeded(
                        try await client.changeNIC("slow", mac, change, key: Client.newKey))
                    #expect(try await client.vm("slow").nics.first?.inbound == change.inbound)
                    let text = try await site.host.virsh("domiftune", "slow", mac, "--config")
                    for part in ["inbound.average: 1024", "inbound.peak   : 2048", "inbound.burst  : 1024"] {
                        #expect(text.contains(part), "\(text)")
                    }
                    change.inbound = Bandwidth(average: 0)
                    try await client.succeeded(
                        try await client.changeNIC("slow", mac, change, key: Client.newKey))
                    let (gone, new) = Site.difference(before, try await site.definition("slow"))
                    #expect(gone.isEmpty && new.isEmpty, "\(gone) \(new)")
                }
            }
        }

        private static func limit(_ site: Site, _ client: Client) async throws {
            let before = try await site.definition("netty")
            var limits = DiskLimits()
            (limits.bytesPerSecond, limits.operationsPerSecond) = (50 << 20, 500)
            limits.bytesPerSecondBurst = 100 << 20
            try await client.succeeded(
                try await client.changeDisk("netty", "vda", ChangeDisk(limits: limits), key: Client.newKey))
            for place in ["--live", "--config"] {
                let text = try await site.host.virsh("blkdeviotune", "netty", "vda", place)
                let found = Set(text.split(separator: "\n").map { $0.filter { $0 != " " } })
                #expect(
                    found.isSuperset(of: [
                        "total_bytes_sec:52428800", "total_iops_sec:500", "total_bytes_sec_max:104857600",
                    ]), "\(place): \(text)")
            }
            #expect(try await client.vm("netty").disks.first?.limits == limits)
            (limits.bytesPerSecond, limits.operationsPerSecond, limits.bytesPerSecondBurst) = (0, 0, nil)
            try await client.succeeded(
                try await client.changeDisk("netty", "vda", ChangeDisk(limits: limits), key: Client.newKey))
            let (gone, new) = Site.difference(before, try await site.definition("netty"))
            #expect(gone.isEmpty && new.isEmpty, "\(gone) \(new)")
            #expect(try await client.vm("netty").disks.first?.limits == nil)
        }

        @Test func `a drive is added to a machine that is off, takes a medium while it runs, and gives it back`()
            async throws
        {
            try await Site.with { site in
                try await site.server.use { client in
                    try await client.make(.blank("drive", start: false))
                    try await client.make(.blank("iso", start: false))
                    var request = AttachDisk()
                    request.device = .cdrom
                    try await client.succeeded(try await client.attachDisk("drive", request, key: Client.newKey))
                    #expect(try await site.disks("drive")["sda"] == "-")
                    try await client.succeeded(try await client.startVM("drive", key: Client.newKey))
                    let before = try await site.definition("drive")
                    let seed = try #require(try await client.vm("iso").volumes.first { $0.hasSuffix(".iso") })
                    let insert = try await client.insertMedia(
                        "drive", "sda", InsertMedia(volume: seed), key: Client.newKey)
                    try await client.succeeded(insert)
                    for isLive in [true, false] {
                        #expect(try await site.disks("drive", live: isLive)["sda"]?.hasSuffix("-seed.iso") == true)
                    }
                    let eject = try await client.ejectMedia("drive", "sda", force: false, key: Client.newKey)
                    try await client.succeeded(eject)
                    #expect(try await site.disks("drive")["sda"] == "-")
                    let (gone, new) = Site.difference(before, try await site.definition("drive"))
                    #expect(gone.isEmpty && new.isEmpty, "\(gone) \(new)")
                    await #expect {
                        try await client.attachDisk("drive", request, key: Client.newKey)
                    } throws: {
                        refused($0, "invalid-state", 409)
                    }
                }
            }
        }

        @Test func `the devices of a host are listed, and one that it cannot give is refused in words`() async throws {
            try await Site.with { site in
                try await site.server.use { client in
                    try await client.make(.blank("guest", start: false))
                    let devices = try await client.devices(host: Site.provider)
                    let names = try await site.host.virsh("nodedev-list", "--cap", "pci").split(separator: "\n")
                    #expect(
                        Set(devices.filter { $0.kind == .pci }.map(\.name)).isSubset(of: Set(names.map(String.init))))
                    let before = try await site.definition("guest")
                    for device in [
                        AttachHostDevice(pci: "ffff:ff:1f.7"), AttachHostDevice(usb: .init(bus: 99, device: 9)),
                    ] {
                        let end = try await client.settled(
                            try await client.attachDevice("guest", device, key: Client.newKey))
                        #expect(end.state == .failed && end.error?.code == "not-found")
                    }
                    if let fixed = devices.first(where: { $0.kind == .pci && $0.iommuGroup == nil }) {
                        let end = try await client.settled(
                            try await client.attachDevice(
                                "guest", AttachHostDevice(pci: fixed.address), key: Client.newKey))
                        #expect(end.error?.detail.contains("IOMMU") == true)
                    }
                    #expect(try await site.definition("guest") == before)
                }
            }
        }
    }
}
