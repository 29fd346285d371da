import ApusClient
import ApusModel
import Foundation
import Testing

extension IntegrationTests {
    /// A session of a person in the guest.
    @Suite struct MigrationSession {
        /// Free in the lab's network; its hosts have .11 and up.
        private static let address = "10.77.0.200"

        @Test(.enabled(if: Lab.isFree, "another lab is up"))
        func `an open SSH session survives a live migration`() async throws {
            let key = try await GuestKey.made()
            try await MigrationSite.with { place in
                for host in ["apus-host-1", "apus-host-2"] { try await bridge(host) }
                try await place.site.server.use { client in
                    var request = CreateVirtualMachine.tiny("talker").on("host-1")
                    request.cloudInit = CloudInit(user: "ada", sshKeys: [key.publicKey])
                    request.cloudInit?.runCommands = [
                        "ip addr add \(Self.address)/24 dev eth0 || ifconfig eth0 \(Self.address) netmask 255.255.255.0 up"
                    ]
                    var nic = CreateVirtualMachine.NIC()
                    nic.bridge = "br-lan"
                    request.nics = [nic]
                    try await client.make(request)
                    _ = try await key.ask("ada", at: Self.address, "true")
                    let script = "i=0; while [ $i -lt 60 ]; do echo line; i=$((i+1)); sleep 0.5; done; hostname"
                    async let session = key.ask("ada", at: Self.address, script, within: .seconds(120))
                    let moved = try await client.migrateVM(
                        "talker", .init(host: "host-2"), key: Client.idempotencyKey())
                    try await client.succeeded(moved, within: .seconds(90))
                    try await place.expectOnly(on: "host-2", "talker", "with a session")
                    let lines = try await session.split(separator: "\n")
                    #expect(lines.count == 61 && lines.last == "talker")
                    try await client.succeeded(try await client.deleteVM("talker", key: Client.idempotencyKey()))
                }
            }
        }

        /// Gives a host a bridge into the lab's own network; it goes with the host.
        private func bridge(_ host: String) async throws {
            let veth = "apus-lan-" + host.suffix(1)
            try await ip("link", "add", veth, "type", "veth", "peer", "name", "lan0", "netns", host)
            try await ip("link", "set", veth, "master", "apus-lab", "up")
            try await ip("-n", host, "link", "add", "br-lan", "type", "bridge", "forward_delay", "0")
            try await ip("-n", host, "link", "set", "lan0", "master", "br-lan", "up")
            try await ip("-n", host, "link", "set", "br-lan", "up")
        }

        private func ip(_ arguments: String...) async throws { try await Tool.output("/usr/sbin/ip", arguments) }
    }
}
