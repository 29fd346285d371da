import ApusClient
import ApusModel
import Foundation
import Testing

extension IntegrationTests {
    /// What others change on a host by virsh.
    @Suite struct Outside {
        /// An event is shown within a second; one more is left for a busy machine.
        static let limit = Duration.seconds(2)

        @Test func `changes of foreign machines and of ours are shown within a second or two`() async throws {
            try await Site.with { site in
                try await site.server.use { client in
                    try await client.make(.blank("ours"))
                    let file = try Self.write(Self.foreign("x"), site)
                    var slowest = Duration.zero
                    func see(_ verb: [String], _ name: String, _ wanted: VirtualMachineState?) async throws {
                        try await Tool.output("/usr/bin/virsh", ["-q", "-c", site.host.address] + verb)
                        let begin = ContinuousClock.now
                        try await eventually("\(verb) is shown", within: .seconds(10)) {
                            try await client.vmIfAny(name)?.state == wanted
                        }
                        slowest = max(slowest, ContinuousClock.now - begin)
                    }
                    try await see(["define", file], "foreign", .off)
                    for name in ["foreign", "ours"] {
                        if name == "foreign" { try await see(["start", name], name, .running) }
                        try await see(["suspend", name], name, .paused)
                        try await see(["resume", name], name, .running)
                        try await see(["destroy", name], name, .off)
                        try await see(["start", name], name, .running)
                        try await see(["destroy", name], name, .off)
                        try await see(["undefine", name], name, nil)
                    }
                    #expect(slowest < Self.limit)
                    print("outside changes: slowest shown after \(slowest)")
                }
            }
        }

        @Test func `a foreign machine is started and stopped, never rewritten and never deleted`() async throws {
            try await Site.with { site in
                let file = try Self.write(Self.foreign("x"), site)
                try await site.host.virsh("define", file)
                let before = try await site.host.virsh("dumpxml", "foreign", "--inactive")
                try await site.server.use { client in
                    try await eventually("the foreign machine is shown", within: Self.limit) {
                        try await client.vmIfAny("foreign") != nil
                    }
                    #expect(try await client.vm("foreign").managed == false)
                    try await client.succeeded(try await client.startVM("foreign", key: Client.idempotencyKey()))
                    #expect(try await site.host.virsh("domstate", "foreign") == "running")
                    let stop = StopVirtualMachine(graceSeconds: 0)
                    try await client.succeeded(try await client.stopVM("foreign", stop, key: Client.idempotencyKey()))
                    #expect(try await site.host.virsh("domstate", "foreign") == "shut off")
                    await #expect {
                        try await client.deleteVM("foreign", key: Client.idempotencyKey())
                    } throws: {
                        refused($0, "not-managed", 409)
                    }
                }
                #expect(try await site.host.virsh("dumpxml", "foreign", "--inactive") == before)
            }
        }

        private static func write(_ xml: String, _ site: Site) throws -> String {
            let file = site.server.folder + "/foreign.xml"
            try Data(xml.utf8).write(to: URL(filePath: file))
            return file
        }

        /// With an element of another tool, which must stay.
        private static func foreign(_ tool: String) -> String {
            """
            <domain type='qemu'>
              <name>foreign</name><memory unit='MiB'>16</memory><vcpu>1</vcpu>
              <metadata><tool:own xmlns:tool='urn:other:tool'>\(tool)</tool:own></metadata>
              <os><type arch='x86_64' machine='q35'>hvm</type></os>
              <devices><graphics type='vnc'><listen type='none'/></graphics></devices>
            </domain>
            """
        }
    }
}
