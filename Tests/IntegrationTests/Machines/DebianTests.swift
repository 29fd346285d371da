import ApusClient
import ApusModel
import Foundation
import Testing

extension IntegrationTests {
    /// What people really run: a full Debian with systemd, cloud-init and the guest agent.
    @Suite struct Debian {
        @Test func `a Debian machine is created, snapshotted, reverted, grown and cloned, and each answers SSH`()
            async throws
        {
            let key = try await GuestKey.made()
            let image = try await Images.debian()
            try await Site.with { site in
                try await site.server.use { client in
                    let add = CreateImage(name: "debian", path: image)
                    _ = try await client.add(add, key: Client.idempotencyKey())
                    try await client.make(Self.request("deb-1", key))
                    let release = try await Self.ask(client, "deb-1", key, "hostname; . /etc/os-release; echo $ID")
                    #expect(release == "deb-1\ndebian")
                    let boot = try await Self.ask(client, "deb-1", key, Self.bootID)
                    try await Self.snapshotAndRevert(client, key)
                    try await Self.grow(client, key)
                    #expect(try await Self.ask(client, "deb-1", key, Self.bootID) == boot, "it never booted again")
                    try await Self.clone(client, key)
                    try await client.succeeded(try await client.deleteVM("deb-2", key: Client.idempotencyKey()))
                }
                #expect(try await Leftovers.find(site, wanted: ["deb-1"]) == [])
            }
        }

        private static let bootID = "cat /proc/sys/kernel/random/boot_id"

        /// With its memory, so that the guest goes on where it was instead of booting.
        private static func snapshotAndRevert(_ client: Client, _ key: GuestKey) async throws {
            _ = try await ask(client, "deb-1", key, "echo kept >before; sync")
            var snapshot = CreateSnapshot(name: "one")
            snapshot.memory = true
            let taken = try await client.createSnapshot(of: "deb-1", snapshot, key: Client.idempotencyKey())
            try await client.succeeded(taken, within: .seconds(120))
            #expect(try await ask(client, "deb-1", key, "echo gone >after; sync; ls") == "after\nbefore")
            let back = try await client.revert("deb-1", to: "one", .init(), key: Client.idempotencyKey())
            try await client.succeeded(back, within: .seconds(120))
            #expect(try await ask(client, "deb-1", key, "ls") == "before")
            try await client.deleteSnapshot("one", of: "deb-1")
        }

        /// While it runs; the guest then grows its partition and file system.
        private static func grow(_ client: Client, _ key: GuestKey) async throws {
            let change = ChangeDisk(size: 4 << 30)
            try await client.succeeded(
                try await client.changeDisk("deb-1", "vda", change, key: Client.idempotencyKey()))
            #expect(try await ask(client, "deb-1", key, "lsblk -bdno SIZE /dev/vda") == "\(4 << 30)")
            let fit = "sudo growpart /dev/vda 2 >/dev/null && sudo resize2fs /dev/vda2 2>/dev/null >&2; sync; "
            let size = try await ask(client, "deb-1", key, fit + "df -B1 --output=size / | tail -n 1")
            #expect((Int64(size.trimmingCharacters(in: .whitespaces)) ?? 0) > 3 << 30, "\(size)")
        }

        private static func clone(_ client: Client, _ key: GuestKey) async throws {
            let identity = "cat /etc/machine-id /etc/ssh/ssh_host_ed25519_key.pub"
            let source = try await ask(client, "deb-1", key, identity).split(separator: "\n")
            let stop = StopVirtualMachine(graceSeconds: 90)
            try await client.succeeded(
                try await client.stopVM("deb-1", stop, key: Client.idempotencyKey()), within: .seconds(120))
            try await client.clone("deb-1", as: "deb-2") { $0.start = true }
            let answer = try await ask(client, "deb-2", key, "hostname; cat before; \(identity)")
            let copy = answer.split(separator: "\n")
            #expect(copy.prefix(2) == ["deb-2", "kept"] && copy.count == 4 && source.count == 2, "\(answer)")
            #expect(Set(copy.suffix(2)).isDisjoint(with: source), "its machine id and host keys are its own")
        }

        private static func request(_ name: String, _ key: GuestKey) -> CreateVirtualMachine {
            var request = CreateVirtualMachine(name: name, image: "debian")
            (request.cpus, request.memory) = (2, 1 << 30)
            request.diskSize = 3 << 30
            request.cloudInit = CloudInit(user: "ada", sshKeys: [key.publicKey])
            return request
        }

        /// What a command prints there, once the machine can be reached. Emulation is slow, and others may work here too.
        private static func ask(
            _ client: Client, _ name: String, _ key: GuestKey, _ command: String
        ) async throws -> String {
            let address = try await client.address(of: name, within: .seconds(240)).address
            return try await key.ask("ada", at: address, command, within: .seconds(240))
        }
    }
}
