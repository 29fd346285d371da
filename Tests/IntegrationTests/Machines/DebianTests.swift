import ApusClient
import ApusModel
import Foundation
import Testing

extension IntegrationTests {
    /// What people really run: a full Debian with systemd, cloud-init and the guest agent.
    @Suite struct Debian {
        @Test func `a Debian machine is created and answers SSH`() async throws {
            let key = try await GuestKey.made()
            let image = try await Images.debian()
            try await Site.with { site in
                try await site.server.use { client in
                    let add = CreateImage(name: "debian", path: image)
                    _ = try await client.add(add, key: Client.idempotencyKey())
                    try await client.make(Self.request("deb-1", key))
                    let release = try await Self.ask(client, "deb-1", key, "hostname; . /etc/os-release; echo $ID")
                    #expect(release == "deb-1\ndebian")
                }
            }
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
