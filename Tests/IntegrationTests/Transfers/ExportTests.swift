import ApusClient
import ApusModel
import Foundation
import Testing

extension IntegrationTests {
    /// Machines that leave and come back.
    @Suite struct MachineTransfers {
        @Test func `a guest leaves in every format and comes back from an OVA`() async throws {
            let key = try await GuestKey.made()
            try await Site.with { site in
                let apus = Shell(server: site.server)
                try await site.server.use { client in
                    var request = CreateVirtualMachine.tiny("web")
                    request.cloudInit = CloudInit(hostname: "web", user: "ada", sshKeys: [key.publicKey])
                    try await client.make(request)
                    let address = try await client.address(of: "web")
                    #expect(try await key.ask("ada", at: address.address, "id -un") == "ada")
                    let running = try await apus.run(["vm", "export", "web", "\(site.server.folder)/no.qcow2"])
                    #expect(running.status == 1 && running.complaint.contains("stop it first"))
                    try await client.succeeded(
                        try await client.stopVM("web", .init(graceSeconds: 50), key: Client.idempotencyKey()))
                    let disk = try #require(try await client.vm("web").disks.first?.source)
                    for format in ["qcow2", "raw", "vmdk", "vdi"] {
                        try await Self.export(format, of: disk, site, apus)
                    }
                    let ova = try await Self.exportPackage(site, apus)
                    try await client.succeeded(try await client.deleteVM("web", key: Client.idempotencyKey()))
                    _ = try await apus.good(
                        "vm", "import", ova, "--name", "back", "--start", "--bus", "virtio", "--nic-model", "virtio")
                    let other = try await client.address(of: "back")
                    #expect(try await key.ask("ada", at: other.address, "id -un") == "ada")
                    #expect(try await client.list(.images).total == 2, "only those of the site")
                }
                #expect(try await Leftovers.find(site, wanted: ["back"]) == [])
            }
        }

        private static func export(_ format: String, of disk: String, _ site: Site, _ apus: Shell) async throws {
            let file = "\(site.server.folder)/web.\(format)"
            _ = try await apus.good("vm", "export", "web", file, "--format", format)
            let info = try await Tool.output("/usr/bin/qemu-img", ["info", "--output", "json", file])
            #expect(info.contains("\"format\": \"\(format)\"") && !info.contains("backing"), "\(info)")
            let same = try await Tool.run(
                "/usr/bin/qemu-img", ["compare", "-U", "-f", format, "-F", "qcow2", file, disk])
            #expect(same.status == 0, "\(format): \(same.output) \(same.complaint)")
        }

        /// Checked by other tools than ours.
        private static func exportPackage(_ site: Site, _ apus: Shell) async throws -> String {
            let (file, folder) = (site.server.folder + "/web.ova", site.server.folder + "/unpacked")
            _ = try await apus.good("vm", "export", "web", file, "--format", "ova")
            let names = try await Tool.output("/bin/tar", ["-tf", file]).split(separator: "\n").map(String.init)
            #expect(names == ["web.ovf", "web.mf", "web-disk1.vmdk"])
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
            try await Tool.output("/bin/tar", ["-xf", file, "-C", folder])
            try await Tool.output("/usr/bin/xmllint", ["--noout", folder + "/web.ovf"])
            for line in try String(contentsOfFile: folder + "/web.mf", encoding: .utf8).split(separator: "\n") {
                let parts = try #require(line.wholeMatch(of: /SHA256\((.+)\)= ([0-9a-f]{64})/))
                let sum = try await Tool.output("/usr/bin/sha256sum", ["--", "\(folder)/\(parts.1)"])
                #expect(sum.hasPrefix(String(parts.2)), "\(parts.1)")
            }
            let info = try await Tool.output("/usr/bin/qemu-img", ["info", folder + "/web-disk1.vmdk"])
            #expect(info.contains("streamOptimized"), "\(info)")
            let left = try FileManager.default.contentsOfDirectory(atPath: site.server.data + "/exports")
            #expect(left == [], "the spool is empty again")
            return file
        }

        @Test func `what is exported goes when it is dropped and when its machine goes`() async throws {
            try await Site.with { site in
                try await site.server.use { client in
                    try await client.make(.blank("one", start: false))
                    for end in ["drop", "delete"] {
                        try await client.succeeded(
                            try await client.exportVM("one", .init(format: .raw), key: Client.idempotencyKey()))
                        #expect(try await client.export(of: "one").files == [.init(name: "vda.raw", size: 1 << 20)])
                        let operation =
                            end == "drop"
                            ? try await client.dropExport(of: "one", key: Client.idempotencyKey())
                            : try await client.deleteVM("one", key: Client.idempotencyKey())
                        try await client.succeeded(operation)
                        if end == "drop" { #expect(try await client.export(of: "one").files == []) }
                    }
                }
                #expect(try await Leftovers.find(site, wanted: []) == [])
            }
        }

        @Test func `a raw disk that its guest made look like another is not exported`() async throws {
            try await Site.with { site in
                try await site.server.use { client in
                    var request = CreateVirtualMachine(name: "sly")
                    (request.cpus, request.memory, request.start) = (1, 32 << 20, false)
                    request.disks = [.init(size: 1 << 20)]
                    request.disks?[0].format = .raw
                    try await client.make(request)
                    let disk = try #require(try await client.vm("sly").disks.first?.source)
                    let evil = site.server.folder + "/evil.qcow2"
                    try await Tool.output(
                        "/usr/bin/qemu-img",
                        ["create", "-q", "-u", "-f", "qcow2", "-b", "/etc/shadow", "-F", "raw", evil, "64k"])
                    try await Tool.output("/usr/bin/dd", ["if=" + evil, "of=" + disk, "conv=notrunc", "status=none"])
                    try await site.host.virsh("pool-refresh", Site.pool)
                    let end = try await client.settled(
                        try await client.exportVM("sly", .init(format: .raw), key: Client.idempotencyKey()))
                    #expect(end.state == .failed && end.error?.detail.contains("not safe") == true)
                    let volume = "\(Site.pool):" + (disk.split(separator: "/").last.map(String.init) ?? "")
                    let copied = try await client.settled(
                        try await client.cloneVolume(volume, .init(name: "stolen"), key: Client.idempotencyKey()))
                    #expect(copied.state == .failed && copied.error?.detail.contains("not safe") == true)
                    let cloned = await #expect(throws: Problem.self) {
                        try await client.cloneVM("sly", .init(name: "thief"), key: Client.idempotencyKey())
                    }
                    #expect(cloned?.detail.contains("not safe") == true)
                    #expect(try await site.host.virsh("vol-list", Site.pool).contains("stolen") == false)
                }
            }
        }
    }
}
