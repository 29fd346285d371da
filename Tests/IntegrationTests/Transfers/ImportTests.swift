import ApusClient
import ApusModel
import Foundation
import Testing

extension IntegrationTests {
    /// What comes from elsewhere, and what only looks so.
    @Suite struct MachineImports {
        @Test(arguments: ["vmdk", "vdi"]) func `a disk of another hypervisor becomes a machine`(
            _ format: String
        ) async throws {
            try await Site.with { site in
                let apus = Shell(server: site.server)
                let (tiny, file) = (try await Images.folder() + "/tiny.qcow2", "\(site.server.folder)/box.\(format)")
                try await Tool.output("/usr/bin/qemu-img", ["convert", "-f", "qcow2", "-O", format, tiny, file])
                let bare = try await apus.run(["vm", "import", file, "--name", "box"])
                #expect(bare.status == 2 && bare.complaint.contains("--cpus"))
                _ = try await apus.good("vm", "import", file, "--name", "box", "--cpus", "1", "--memory", "256M")
                try await site.server.use { client in
                    let disk = try #require(try await client.vm("box").disks.first)
                    #expect(disk.format == "qcow2" && disk.bus == "virtio")
                    let same = try await Tool.run(
                        "/usr/bin/qemu-img", ["compare", "-f", "qcow2", "-F", "qcow2", disk.source ?? "", tiny])
                    #expect(same.status == 0, "\(same.output)")
                    #expect(try await client.list(.images).total == 2)
                }
                #expect(try await Leftovers.find(site, wanted: ["box"]) == [])
            }
        }

        @Test func `512 MiB of a foreign disk pass through little memory`() async throws {
            try await Site.with { site in
                let (raw, file) = (site.server.folder + "/big.raw", site.server.folder + "/big.vmdk")
                try await Tool.output(
                    "/usr/bin/dd", ["if=/dev/urandom", "of=\(raw)", "bs=1M", "count=512", "status=none"])
                try await Tool.output("/usr/bin/qemu-img", ["convert", "-f", "raw", "-O", "vmdk", raw, file])
                try FileManager.default.removeItem(atPath: raw)
                let before = try await site.server.peakMemory()
                let apus = Shell(server: site.server)
                _ = try await apus.good("vm", "import", file, "--name", "big", "--cpus", "1", "--memory", "32M")
                #expect(try await site.server.peakMemory() - before < 96 << 20)
            }
        }

        @Test func `a VMDK that names other files is refused by the server itself, and nothing of it stays`()
            async throws
        {
            try await Site.with { site in
                let folder = site.server.folder
                try await Tool.output("/usr/bin/qemu-img", ["create", "-q", "-f", "vmdk", folder + "/good.vmdk", "8M"])
                let good = Array(try Data(contentsOf: URL(filePath: folder + "/good.vmdk")))
                var hollow = good
                hollow.replaceSubrange(12..<20, with: [UInt8](repeating: 0, count: 8))
                let descriptor = Array("# Disk DescriptorFile\nversion=1\nRW 8 FLAT \"/etc/shadow\" 0\n".utf8)
                var pointing = good
                let extent = try #require(Data(good).range(of: Data("SPARSE \"good.vmdk\"".utf8)))
                pointing.replaceSubrange(extent, with: Array("FLAT \"/etc/shadow\"".utf8))
                var giant = good
                giant.replaceSubrange(12..<20, with: [0, 0, 0, 0, 0, 0, 0, 1])
                let evil = ["hollow": hollow, "text": descriptor, "pointing": pointing, "giant": giant]
                try await site.server.use { client in
                    for (name, bytes) in evil {
                        let path = "\(folder)/\(name).vmdk"
                        try Data(bytes).write(to: URL(filePath: path))
                        let file = try LocalFile(reading: path)
                        do {
                            _ = try await client.begin(name, file, .vmdk)
                            _ = try await client.upload(file, to: name, from: 0) { _ in }
                            Issue.record("\(name) was taken")
                        } catch { #expect((error as? Problem)?.status == 422, "\(name): \(error)") }
                    }
                    #expect(try await client.list(.images).total == 2)
                }
                #expect(try await Leftovers.find(site, wanted: []) == [])
            }
        }
    }
}
