import ApusClient
import ApusModel
import Foundation

/// A kind of change, the steps whose death is tried, and what virsh must say once it has succeeded.
struct Mortal: Sendable {
    typealias Begin = @Sendable (Client) async throws -> ApusModel.Operation
    typealias Look = @Sendable (Site) async throws -> Bool

    var kind: String
    var steps: [String]
    var begin: Begin
    var look: Look

    init(_ kind: String, _ steps: [String], _ begin: @escaping Begin, look: @escaping Look) {
        (self.kind, self.steps, self.begin, self.look) = (kind, steps, begin, look)
    }

    /// Where it dies in this round; nil where it dies no more.
    func point(_ round: Int) -> String? { round < steps.count ? "\(kind)/\(steps[round])/acted=kill" : nil }

    /// The first three numbers of a subnet that this machine does not have.
    static func freeSubnet() async throws -> String {
        let routes = try await Tool.output("/usr/sbin/ip", ["-4", "route", "show", "table", "all"])
        let free = (100...199).shuffled().map { "10.214.\($0)" }.first { !routes.contains($0 + ".") }
        guard let free else { throw ToolFailure(description: "no free subnet") }
        return free
    }
}

// MARK: The life of a machine that is off

extension Mortal {
    static func devices(seed: String) -> [Mortal] { disk + media(seed) + machine(seed) }

    private static let disk = [
        Mortal("vm.attach-device.v1", ["volume", "record", "attach"]) {
            try await $0.attachDisk("swept", AttachDisk(size: 1 << 20), key: Client.newKey)
        } look: {
            let path = try await $0.disks("swept", live: false)["vdc"]
            return path.map(FileManager.default.fileExists) ?? false
        },
        Mortal("vm.change-device.v1", ["change", "grow"]) {
            try await $0.changeDisk("swept", "vdc", ChangeDisk(size: 2 << 20, serial: "grown"), key: Client.newKey)
        } look: {
            let path = try await $0.disks("swept", live: false)["vdc"] ?? ""
            let facts = try await Tool.output("/usr/bin/qemu-img", ["info", "-U", path])
            let xml = try await $0.host.virsh("dumpxml", "swept")
            return facts.contains("2097152 bytes") && xml.contains("<serial>grown</serial>")
        },
        Mortal("vm.detach-device.v1", ["detach", "volume", "record"]) {
            try await $0.detachDisk("swept", "vdc", deletesVolume: true, key: Client.newKey)
        } look: {
            let files = try FileManager.default.contentsOfDirectory(atPath: $0.poolFolder)
            return try await $0.disks("swept", live: false)["vdc"] == nil && files.count == 4
        },
    ]

    private static func media(_ seed: String) -> [Mortal] {
        [
            Mortal("vm.change-device.v1", ["change"]) {
                try await $0.insertMedia("swept", "sda", InsertMedia(volume: seed), key: Client.newKey)
            } look: {
                try await $0.disks("swept", live: false)["sda"] != "-"
            },
            Mortal("vm.change-device.v1", []) {
                try await $0.ejectMedia("swept", "sda", force: false, key: Client.newKey)
            } look: {
                try await $0.disks("swept", live: false)["sda"] == "-"
            },
        ]
    }

    private static func machine(_ seed: String) -> [Mortal] {
        [
            Mortal("vm.change.v1", ["define", "live"]) {
                var change = ChangeVirtualMachine()
                change.title = UUID().uuidString
                return try await $0.changeVM("swept", change, key: Client.newKey)
            } look: {
                try await $0.host.virsh("dumpxml", "swept").contains("<title>")
            },
            Mortal("vm.template.v1", ["mark"]) {
                try await $0.makeTemplate("swept", key: Client.newKey)
            } look: { site in
                try await site.server.use { try await $0.vm("swept").template == true }
            },
            Mortal("vm.template.v1", []) {
                try await $0.unmakeTemplate("swept", key: Client.newKey)
            } look: { site in
                try await site.server.use { try await $0.vm("swept").template != true }
            },
            Mortal("vm.rescue.v1", ["start"]) {
                try await $0.rescueVM("swept", RescueVirtualMachine(iso: seed), key: Client.newKey)
            } look: {
                try await $0.host.virsh("domstate", "swept") == "running"
            },
            Mortal("vm.stop.v1", ["power-off"]) {
                try await $0.stopVM("swept", StopVirtualMachine(graceSeconds: 0), key: Client.newKey)
            } look: {
                try await $0.host.virsh("domstate", "swept") == "shut off"
            },
        ]
    }
}
