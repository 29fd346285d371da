import ApusClient
import ApusModel
import Foundation
import Testing

extension IntegrationTests {
    /// Changes of whole machines, as virsh and the guests then see them.
    @Suite struct Changing {
        @Test func `a running guest gets CPUs, memory and words at once and the rest at its next start`() async throws {
            try await Site.with { site in
                try await site.server.use { client in
                    var request = CreateVirtualMachine.tiny("web")
                    request.start = false
                    try await client.make(request)
                    var room = ChangeVirtualMachine()
                    (room.maximumCPUs, room.maximumMemory) = (2, 320 << 20)
                    try await client.succeeded(try await client.changeVM("web", room, key: Client.idempotencyKey()))
                    try await client.succeeded(try await client.startVM("web", key: Client.idempotencyKey()))
                    _ = try await client.address(of: "web")
                    var change = ChangeVirtualMachine()
                    (change.cpus, change.memory, change.title, change.description) = (2, 192 << 20, "Web", "notes <&>")
                    (change.tags, change.startOrder, change.startDelay) = (["prod", "ü"], 2, 5)
                    (change.deleteProtection, change.video, change.autostart) = (true, "virtio", true)
                    let end = try await client.succeeded(
                        try await client.changeVM("web", change, key: Client.idempotencyKey()))
                    #expect(end.notes == ["Takes effect at the next start: video."], "\(end)")
                    #expect(try await site.host.virsh("vcpucount", "web", "--live", "--active") == "2")
                    try await eventually("the balloon has its size", within: .seconds(20)) {
                        try await site.host.virsh("dominfo", "web").contains(/Used memory: +196608 KiB/)
                    }
                    for flags in [[], ["--inactive"]] {
                        let xml = try await Tool.output(
                            "/usr/bin/virsh", ["-q", "-c", site.host.address, "dumpxml", "web"] + flags)
                        for part in [
                            "<title>Web</title>", "<description>notes &lt;&amp;&gt;</description>",
                            "<apus:tag>prod</apus:tag>", "startOrder=\"2\"", "deleteProtection=\"yes\"",
                        ] { #expect(xml.contains(part), "\(flags): no \(part)") }
                    }
                    // It has an order: Apus starts it, not libvirt.
                    #expect(try await site.host.virsh("dominfo", "web").contains(/Autostart: +disable/))
                    #expect(try await client.vm("web").autostart)
                    let vm = try await client.vm("web")
                    #expect(vm.tags == ["prod", "ü"] && vm.cpus == 2 && vm.maximumCPUs == 2 && vm.startOrder == 2)
                    await #expect {
                        _ = try await client.deleteVM("web", key: Client.idempotencyKey())
                    } throws: {
                        refused($0, "conflict", 409)
                    }
                    var more = ChangeVirtualMachine()
                    more.cpus = 4
                    let wait = try await client.succeeded(
                        try await client.changeVM("web", more, key: Client.idempotencyKey()))
                    #expect(wait.notes?.first?.contains("until its next start") == true, "\(wait)")
                    #expect(try await site.host.virsh("vcpucount", "web", "--config", "--active") == "4")
                    #expect(try await site.host.virsh("vcpucount", "web", "--live", "--active") == "2")
                }
            }
        }

        @Test func `only what was asked differs in the definition`() async throws {
            try await Site.with { site in
                try await site.server.use { client in
                    try await client.make(.blank("one", start: false))
                    let file = site.server.folder + "/one.xml"
                    // What Apus knows nothing of must stay.
                    let own = try await site.host.virsh("dumpxml", "one", "--inactive")
                        .replacing("</metadata>", with: "<other:x xmlns:other='urn:other'>y</other:x></metadata>")
                        .replacing(
                            "<on_crash>",
                            with:
                                "<sysinfo type='smbios'><bios><entry name='vendor'>x</entry></bios></sysinfo><on_crash>"
                        )
                    try Data(own.utf8).write(to: URL(filePath: file))
                    try await site.host.virsh("define", file)
                    let before = try await site.host.virsh("dumpxml", "one", "--inactive")
                    let nic = try #require(try await client.vm("one").nics.first?.mac)
                    var change = ChangeVirtualMachine()
                    (change.cpus, change.bootOrder, change.cpu) = (
                        2, [nic, "vda"], .init(mode: .custom, model: "qemu64")
                    )
                    try await client.succeeded(try await client.changeVM("one", change, key: Client.idempotencyKey()))
                    let after = try await site.host.virsh("dumpxml", "one", "--inactive")
                    let (old, new) = (Set(before.split(separator: "\n")), Set(after.split(separator: "\n")))
                    let gone = old.subtracting(new).map { $0.trimmingCharacters(in: .whitespaces) }
                    #expect(
                        gone.allSatisfy { $0.contains("vcpu") || $0.contains("<boot ") || $0.contains("cpu ") },
                        "\(gone)")
                    #expect(after.contains("urn:other") && after.contains("<entry name='vendor'>x</entry>"))
                    #expect(try await client.vm("one").bootOrder == [nic, "vda"])
                    try await client.succeeded(try await client.startVM("one", key: Client.idempotencyKey()))
                    #expect(try await client.vm("one").cpuModel == "qemu64")
                }
            }
        }

        @Test
        func `a machine that is off gets a name, firmware and display, and a definition libvirt refuses is put back`()
            async throws
        {
            try await Site.with { site in
                try await site.server.use { client in
                    let id = try await client.make(.blank("old", start: false)).id
                    try await client.make(.blank("taken", start: false))
                    var change = ChangeVirtualMachine()
                    change.name = "taken"
                    await #expect {
                        _ = try await client.changeVM("old", change, key: Client.idempotencyKey())
                    } throws: {
                        refused($0, "name-taken", 409)
                    }
                    (change.name, change.graphics) = ("new", ChangeVirtualMachine.Graphics.none)
                    try await client.succeeded(try await client.changeVM("old", change, key: Client.idempotencyKey()))
                    #expect(try await site.host.virsh("domuuid", "new") == id.uuidString.lowercased())
                    #expect(try await site.host.virsh("dumpxml", "new").contains("<graphics") == false)
                    let before = try await site.host.virsh("dumpxml", "new", "--inactive")
                    var wrong = ChangeVirtualMachine()
                    (wrong.name, wrong.title, wrong.machine, wrong.tags) = ("newer", "T", "no-such-machine", ["x"])
                    let end = try await client.settled(
                        try await client.changeVM("new", wrong, key: Client.idempotencyKey()))
                    #expect(end.state == .failed, "\(end)")
                    #expect(try await site.host.virsh("dumpxml", "new", "--inactive") == before)
                }
            }
        }

        @Test func `a rename of a running machine and a change of a foreign one are refused`() async throws {
            try await Site.with { site in
                try await site.server.use { client in
                    try await client.make(.blank("runs"))
                    var change = ChangeVirtualMachine()
                    change.name = "other"
                    await #expect {
                        _ = try await client.changeVM("runs", change, key: Client.idempotencyKey())
                    } throws: {
                        refused($0, "invalid-state", 409)
                    }
                    let file = try Foreign.write(site)
                    try await site.host.virsh("define", file)
                    try await eventually("the foreign machine is shown", within: .seconds(5)) {
                        try await client.vmIfAny("foreign") != nil
                    }
                    await #expect {
                        _ = try await client.changeVM("foreign", change, key: Client.idempotencyKey())
                    } throws: {
                        refused($0, "not-managed", 409)
                    }
                }
            }
        }
    }
}

/// A machine that others made.
enum Foreign {
    static func write(_ site: Site, disk: String? = nil) throws -> String {
        let file = site.server.folder + "/foreign.xml"
        let source = disk.map {
            "<disk type='file' device='disk'><driver name='qemu' type='qcow2'/><source file='\($0)'/><target dev='vda'/></disk>"
        }
        let xml = """
            <domain type='qemu'>
              <name>foreign</name><memory unit='MiB'>16</memory><vcpu>1</vcpu>
              <metadata><tool:own xmlns:tool='urn:other:tool'>x</tool:own></metadata>
              <os><type arch='x86_64' machine='q35'>hvm</type></os>
              <devices>\(source ?? "")<graphics type='vnc' passwd='secret'><listen type='none'/></graphics></devices>
            </domain>
            """
        try Data(xml.utf8).write(to: URL(filePath: file))
        return file
    }
}
