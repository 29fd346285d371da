import ApusClient
import ApusModel
import Foundation
import Testing

extension IntegrationTests {
    /// Snapshots whose guest or server fails at the worst moment.
    @Suite struct SnapshotFaults {
        @Test func `a merge that the server dies in goes on, and the chain is whole`() async throws {
            try await Site.with { site in
                let deletion = try await site.server.use { client in
                    try await client.make(.blank("merged"))
                    try await client.snapshot("merged", "s")
                    let guest = try #require(try site.host.process(of: "merged"))
                    kill(guest, SIGSTOP)
                    defer { kill(guest, SIGCONT) }
                    let accepted = try await client.deleteSnapshot("s", of: "merged", key: Client.newKey)
                    try await eventually("QEMU has to merge", within: .seconds(15)) {
                        let step = try await client.operation(accepted.id.uuidString).progress.step
                        guard step.hasPrefix("merg") else { return false }
                        return try await site.host.virsh("domcontrol", "merged") != "ok"
                    }
                    await site.server.kill()
                    return accepted
                }
                try await site.server.start()
                try await site.server.use { client in
                    try await client.awaitHost(Site.provider)
                    #expect(try await client.succeeded(deletion).notes == nil)
                    try await site.expectTree("merged", [:], current: nil)
                    #expect(try await site.chain("merged").count == 2)
                    #expect(try await client.vm("merged").state == .running)
                }
                #expect(try await Leftovers.find(site, wanted: ["merged"]) == [])
            }
        }

        @Test(.enabled(if: Requirements.wantsLongTests, "runs with APUS_TEST_LONG=1"))
        func `an agent whose freeze hangs costs seconds, and no guest is left frozen`() async throws {
            try await Site.with { site in
                try await site.server.use { client in
                    try await client.make(.tiny("stiff"))
                    try await client.awaitAgent("stiff")
                    try await Self.replaceAgent(client)
                    let begin = ContinuousClock.now
                    var request = CreateSnapshot(name: "must")
                    request.quiesce = .always
                    let asked = request
                    let refused = try await client.settled(
                        try await client.createSnapshot(of: "stiff", asked, key: Client.newKey))
                    #expect(refused.state == .failed && refused.error?.code == "agent-missing", "\(refused)")
                    try await site.expectTree("stiff", [:], current: nil)
                    let taken = try await client.succeeded(
                        try await client.createSnapshot(of: "stiff", CreateSnapshot(name: "may"), key: Client.newKey))
                    #expect(taken.notes?.first?.contains("did not answer") == true)
                    #expect(ContinuousClock.now - begin < .seconds(60))
                    try await site.expectTree("stiff", ["may": nil], current: "may")
                    #expect(try await client.vm("stiff").state == .running)
                    try await client.succeeded(try await client.deleteVM("stiff", key: Client.newKey))
                }
                #expect(try await Leftovers.find(site, wanted: []) == [])
            }
        }

        private static func replaceAgent(_ client: Client) async throws {
            let place = "cat >/tmp/a; chmod 755 /tmp/a; cp /tmp/a /usr/sbin/b; mv /usr/sbin/b /usr/sbin/qemu-ga"
            _ = try await client.run(
                GuestCommand(command: "sh", arguments: ["-c", place], input: Self.stiff), in: "stiff")
            // It takes its own place; init starts the other.
            _ = try? await client.run(
                GuestCommand(command: "sh", arguments: ["-c", "kill $PPID"], timeoutSeconds: 1), in: "stiff")
            try await eventually("the stiff one answers", within: .seconds(60)) {
                try await client.guest(of: "stiff").hostname == "stiff-agent"
            }
        }

        /// Speaks the agent's protocol, and never answers a freeze.
        private static let stiff = #"""
            #!/bin/sh
            exec 3<>/dev/virtio-ports/org.qemu.guest_agent.0
            while IFS= read -r line <&3; do
                case $line in
                *guest-sync*) printf '{"return":%s}\n' "$(printf '%s' "$line" | sed 's/.*"id":\([0-9]*\).*/\1/')" >&3 ;;
                *guest-get-host-name*) printf '{"return":{"host-name":"stiff-agent"}}\n' >&3 ;;
                *guest-fsfreeze-freeze*) ;;
                *guest-fsfreeze-thaw*) printf '{"return":0}\n' >&3 ;;
                *) printf '{"error":{"class":"GenericError","desc":"no"}}\n' >&3 ;;
                esac
            done
            """#
    }
}
