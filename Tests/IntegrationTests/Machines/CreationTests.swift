import ApusClient
import ApusModel
import Foundation
import Testing

extension IntegrationTests {
    /// Machines made through the API, as the guest, libvirt and qemu-img see them.
    @Suite struct Creation {
        @Test func `guests get their name, user and key, a script or a cloud-config`() async throws {
            let key = try await GuestKey.made()
            try await Site.with { site in
                try await site.server.use { client in
                    for request in Self.requests(key) {
                        _ = try await client.create(request, key: Client.idempotencyKey())
                    }
                    try await Self.lookFields(client, key)
                    try await Self.lookScript(client, key)
                    try await Self.lookCloudConfig(client, key)
                }
                try await Self.lookDefinition(site)
                try await Self.lookDisks(site)
                let wanted: Set<String> = ["fields", "script", "config"]
                #expect(try await Leftovers.find(site, wanted: wanted) == [])
            }
        }

        private static func requests(_ key: GuestKey) -> [CreateVirtualMachine] {
            var fields = CreateVirtualMachine.tiny("fields")
            fields.cloudInit = CloudInit(hostname: "ada-host", user: "ada", sshKeys: [key.publicKey])
            fields.description = "<&> “é”"
            var script = CreateVirtualMachine.tiny("script")
            script.clone = .full
            script.userData = """
                #!/bin/sh
                mkdir -p /root/.ssh
                echo '\(key.publicKey)' >/root/.ssh/authorized_keys
                echo by-script >/root/marker
                """
            var config = CreateVirtualMachine.tiny("config")
            config.userData = """
                #cloud-config
                hostname: by-config
                ssh_authorized_keys:
                  - \(key.publicKey)
                """
            return [fields, script, config]
        }

        private static func lookFields(_ client: Client, _ key: GuestKey) async throws {
            let address = try await client.address(of: "fields")
            #expect([.agent, .lease].contains(address.source))
            let answer = try await key.ask("ada", at: address.address, "hostname; id -un")
            #expect(answer.split(separator: "\n") == ["ada-host", "ada"])
            let vm = try await client.vm("fields")
            #expect(vm.managed && vm.state == .running && vm.image == "tiny" && vm.instanceType == "small")
            #expect(vm.description == "<&> “é”")
            #expect(vm.createdBy == "admin")
        }

        private static func lookScript(_ client: Client, _ key: GuestKey) async throws {
            let address = try await client.address(of: "script")
            #expect(try await key.ask("root", at: address.address, "cat /root/marker") == "by-script")
        }

        private static func lookCloudConfig(_ client: Client, _ key: GuestKey) async throws {
            let address = try await client.address(of: "config")
            #expect(try await key.ask("root", at: address.address, "hostname") == "by-config")
        }

        /// What every guest gets: ACPI, agent channel, random source, balloon, serial console, ownership.
        private static func lookDefinition(_ site: Site) async throws {
            let xml = try await site.host.virsh("dumpxml", "fields")
            for part in [
                "<acpi/>", "org.qemu.guest_agent.0", "<rng model='virtio'>", "<memballoon model='virtio'",
                "<serial type='pty'",
                "urn:apus:vm:1", "machine='pc-q35", "<stats period='5'/>", "<graphics type='vnc' socket=",
                "<readonly/>",
            ] {
                #expect(xml.contains(part), "the definition has no \(part)")
            }
        }

        private static func lookDisks(_ site: Site) async throws {
            let image = try await Images.folder() + "/tiny.qcow2"
            let volumes = try await site.host.virsh("vol-list", Site.pool)
            for (name, backing) in [("fields", image as String?), ("script", nil)] {
                let id = try await site.host.virsh("domuuid", name)
                let own = volumes.split(separator: "\n").filter { $0.contains("apus-\(id)") }
                #expect(own.count == 2, "disk and seed of \(name) are volumes of the pool")
                let disk = try await disk(of: name, site)
                #expect(disk.hasPrefix(site.poolFolder + "/apus-\(id)"))
                let facts = try await Tool.output("/usr/bin/qemu-img", ["info", "-U", "--output=json", disk])
                let found = try JSONDecoder().decode(ImageFacts.self, from: Data(facts.utf8))
                #expect(found.backing == backing)
            }
        }

        private static func disk(of name: String, _ site: Site) async throws -> String {
            let lines = try await site.host.virsh("domblklist", name).split(separator: "\n")
            let line = try #require(lines.first { $0.contains("vda") })
            return try #require(line.split(separator: " ").last.map(String.init))
        }

        private struct ImageFacts: Decodable {
            var backing: String?
            enum CodingKeys: String, CodingKey { case backing = "backing-filename" }
        }
    }
}
