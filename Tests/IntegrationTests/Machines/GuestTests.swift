import ApusClient
import ApusModel
import Foundation
import Testing

extension IntegrationTests {
    /// What the agent of a real guest tells and does.
    @Suite struct Guests {
        @Test func `the agent tells, sets keys and clock, and runs programs`() async throws {
            let key = try await GuestKey.made()
            try await Site.with { site in
                try await site.server.use { client in
                    try await client.make(.tiny("told"))
                    try await client.awaitAgent("told")
                    let guest = try await client.guest(of: "told")
                    #expect(guest.hostname == "told" && guest.os?.id == "apus-guest")
                    #expect(guest.fileSystems?.first?.mountPoint == "/")
                    #expect(abs(guest.timeDifference ?? .infinity) < 30)
                    #expect(try await client.vm("told").agent == .connected)
                    let result = try await client.run(
                        GuestCommand(
                            command: "sh", arguments: ["-c", "read line; echo \"got $line\"; echo bad >&2; exit 7"],
                            input: "word\n"), in: "told")
                    #expect(result.exitCode == 7 && result.signal == nil && !result.truncated)
                    #expect(result.stdout == Data("got word\n".utf8) && result.stderr == Data("bad\n".utf8))
                    let keys = try await client.setSSHKeys(
                        SetGuestSSHKeys(user: "root", keys: [key.publicKey]), in: "told")
                    #expect(keys.keys == [key.publicKey])
                    let address = try await client.address(of: "told").address
                    #expect(try await key.ask("root", at: address, "hostname") == "told")
                    let time = try #require(Timestamp.date(of: "2030-01-01T00:00:00Z"))
                    try await client.setTime(SetGuestTime(time: time), in: "told")
                    #expect(try await key.ask("root", at: address, "date -u +%Y") == "2030")
                    let line = try await Tool.run(
                        Places.apus,
                        ["vm", "exec", "told", "--url", site.server.url(""), "--token-file", site.server.token]
                            + ["--", "sh", "-c", "echo from the guest; exit 3"])
                    #expect(line.status == 3 && line.output == "from the guest\n")
                }
            }
        }

        @Test func `programs that hang, are missing or write much do no harm`() async throws {
            try await Site.with { site in
                try await site.server.use { client in
                    try await client.make(.tiny("busy"))
                    try await client.awaitAgent("busy")
                    await #expect {
                        try await client.run(
                            GuestCommand(command: "sleep", arguments: ["60"], timeoutSeconds: 1), in: "busy")
                    } throws: {
                        refused($0, "host-timeout", 504)
                    }
                    await #expect {
                        try await client.run(GuestCommand(command: "no-such-program"), in: "busy")
                    } throws: {
                        refused($0, "host-refused", 502)
                    }
                    let much = try await client.run(
                        GuestCommand(command: "head", arguments: ["-c", "2000000", "/dev/zero"]), in: "busy")
                    #expect(much.exitCode == 0 && much.stdout.count == 1 << 20 && much.truncated)
                }
            }
        }

        @Test func `a password is set, and is in no log, answer or stored byte`() async throws {
            let canary = "CANARY-guest-password-8c1f"
            try await Site.with { site in
                try await site.server.use { client in
                    try await client.make(.tiny("secret"))
                    try await client.awaitAgent("secret")
                    let sampler = ArgumentSampler.begin([canary])
                    let body = ["user": "root", "password": canary]
                    let answer = try await site.server.call("POST", "/vms/secret/guest/password", body: body)
                    #expect(answer.status == 204, "\(answer.body)")
                    #expect(await sampler.end() == [])
                    let shadow = try await client.run(
                        GuestCommand(command: "grep", arguments: ["^root:", "/etc/shadow"]), in: "secret")
                    #expect(String(decoding: shadow.stdout, as: UTF8.self).hasPrefix("root:$6$"))
                }
                #expect(!site.server.logText.contains(canary))
                for (file, bytes) in try site.server.storedFiles() {
                    #expect(bytes.range(of: Data(canary.utf8)) == nil, "\(file)")
                }
            }
        }

        @Test func `a frozen guest is thawed by hand, and by itself after a crash of the server`() async throws {
            try await Site.with { site in
                try await site.server.use { client in
                    try await client.make(.tiny("cold"))
                    try await client.awaitAgent("cold")
                    let first = try await client.freeze(
                        FreezeGuest(limitSeconds: 300), in: "cold", key: Client.idempotencyKey())
                    try await site.awaitStatus("frozen", of: "cold")
                    await #expect {
                        try await client.run(GuestCommand(command: "true"), in: "cold")
                    } throws: {
                        refused($0, "invalid-state", 409)
                    }
                    try await client.thaw("cold")
                    try await client.succeeded(first)
                    try await site.awaitStatus("thawed", of: "cold")
                    _ = try await client.freeze(
                        FreezeGuest(limitSeconds: 5), in: "cold", key: Client.idempotencyKey())
                    try await site.awaitStatus("frozen", of: "cold")
                }
                await site.server.kill()
                try await site.server.start()
                try await site.awaitStatus("thawed", of: "cold")
                try await site.server.use { client in
                    let all = try await client.list(
                        .operations, ListQuery(filter: "kind = vm.freeze", columns: ["state"]))
                    try await eventually("the freeze is over", within: .seconds(20)) {
                        let now = try await client.list(
                            .operations, ListQuery(filter: "kind = vm.freeze, state = succeeded", columns: ["state"]))
                        return now.total == all.total && all.total == 2
                    }
                }
            }
        }

        @Test func `a guest whose agent lies is cut short`() async throws {
            try await Site.with { site in
                try await site.server.use { client in
                    try await client.make(.tiny("liar"))
                    try await client.awaitAgent("liar")
                    _ = try await client.run(
                        GuestCommand(
                            command: "sh",
                            arguments: [
                                "-c",
                                "cat >/tmp/a; chmod 755 /tmp/a; cp /tmp/a /usr/sbin/b; mv /usr/sbin/b /usr/sbin/qemu-ga",
                            ],
                            input: Self.liar), in: "liar")
                    // It takes its own place; init starts the other.
                    _ = try? await client.run(
                        GuestCommand(command: "sh", arguments: ["-c", "kill $PPID"], timeoutSeconds: 1), in: "liar")
                    let guest = try await eventually("the liar answers", within: .seconds(150)) {
                        let guest = try await client.guest(of: "liar")
                        return guest.hostname?.hasPrefix("AAAA") == true ? guest : nil
                    }
                    #expect(guest.hostname?.count == 255)
                    #expect(guest.interfaces?.count ?? 0 <= 256)
                    let refusal = await #expect(throws: Problem.self) {
                        try await client.run(GuestCommand(command: "true"), in: "liar")
                    }
                    #expect(refusal?.detail.contains("\u{1B}") == false)
                    #expect(refusal?.detail.count ?? 0 < 1000)
                    #expect(try await client.vm("liar").state == .running)
                }
            }
        }

        /// Speaks the agent's protocol and says too much.
        private static let liar = #"""
            #!/bin/sh
            exec 3<>/dev/virtio-ports/org.qemu.guest_agent.0
            many() { printf '{"return":['; seq 1 "$1" | sed "s/.*/{\"name\":\"eth&\"},/"; printf '{"name":"last"}]}\n'; }
            # A port that nobody at the host listens to reads as ended.
            while sleep 0.1; do while IFS= read -r line <&3; do
                case $line in
                *guest-sync*) printf '{"return":%s}\n' "$(printf '%s' "$line" | sed 's/.*"id":\([0-9]*\).*/\1/')" >&3 ;;
                *guest-get-host-name*)
                    { printf '{"return":{"host-name":"'; head -c 100000 /dev/zero | tr '\0' A; printf '\\u001b[2J"}}\n'; } >&3 ;;
                *guest-network-get-interfaces*) many 2000 | tr -d '\n' >&3; printf '\n' >&3 ;;
                *) { printf '{"error":{"class":"GenericError","desc":"\\u001b[31m'; head -c 20000 /dev/zero | tr '\0' B
                    printf '"}}\n'; } >&3 ;;
                esac
            done; done
            """#
    }

    /// What guests use, over time.
    @Suite struct Usage {
        @Test func `processor use rises while a loop runs, and its history outlives the server`() async throws {
            try await Site.with(settings: ["statistics.interval=1"]) { site in
                try await site.server.use { client in
                    let vm = try await client.make(.tiny("loop"))
                    try await client.awaitAgent("loop")
                    try await site.awaitUsage("cpuUsage < 30, memoryUsed > 4 MiB", of: "loop")
                    let loop = "while :; do :; done >/dev/null 2>&1 &"
                    _ = try await client.run(GuestCommand(command: "sh", arguments: ["-c", loop]), in: "loop")
                    try await site.awaitUsage("cpuUsage > 40", of: "loop")
                    let series = try await client.statistics(of: "loop", in: .vms, step: 1)
                    #expect(series.maxima["cpu"]?.compactMap { $0 }.max() ?? 0 > 40)
                    #expect(series.series["cpu"]?.first == .some(nil), "an hour ago it was not there")
                    #expect(series.series["diskRead"]?.compactMap { $0 }.max() ?? 0 > 0, "it has booted")
                    let host = try await client.statistics(of: Site.provider, in: .hosts)
                    #expect(host.series["memoryUsed"]?.compactMap { $0 }.max() ?? 0 > 0)
                    let secret = try String(contentsOfFile: site.server.token, encoding: .utf8)
                    let metrics = try await HTTP.get(
                        site.server.url("/metrics"), token: secret.trimmingCharacters(in: .whitespacesAndNewlines))
                    #expect(metrics.body.contains("libvirt_domain_info_cpu_time_seconds_total{domain=\"loop\""))
                    let stop = try await client.stopVM(
                        vm.name, StopVirtualMachine(graceSeconds: 0), key: Client.idempotencyKey())
                    try await client.succeeded(stop)
                    try await eventually("nothing is used any more", within: .seconds(20)) {
                        try await client.list(.vms, ListQuery(filter: "cpuUsage >= 0", columns: ["name"])).total == 0
                    }
                }
                #expect(try await site.server.terminate() == 0)
                try await site.server.start()
                try await site.server.use { client in
                    try await client.awaitHost(Site.provider)
                    try await site.awaitUsage("", of: "loop")
                    let series = try await client.statistics(of: "loop", in: .vms, step: 300)
                    #expect(series.maxima["cpu"]?.compactMap { $0 }.max() ?? 0 > 40)
                }
            }
        }
    }
}

extension Client {
    /// Waits until the agent of a guest answers.
    func awaitAgent(_ name: String) async throws {
        try await eventually(
            "the agent of \(name) answers", within: .seconds(90),
            that: {
                try await guest(of: name).agent == .connected
            })
    }
}

extension Site {
    /// Waits for what the agent says of its file systems.
    func awaitStatus(_ status: String, of guest: String) async throws {
        let command = #"{"execute":"guest-fsfreeze-status"}"#
        try await eventually("\(guest) is \(status)", within: .seconds(40)) {
            try await host.virsh("qemu-agent-command", guest, command).contains("\"\(status)\"")
        }
    }

    /// Waits until the list shows the machine under a filter.
    func awaitUsage(_ filter: String, of name: String) async throws {
        let whole = "name = \(name)" + (filter.isEmpty ? "" : ", \(filter)")
        try await server.use { client in
            try await eventually("\(whole)", within: .seconds(60)) {
                try await client.list(.vms, ListQuery(filter: whole, columns: ["name"])).total == 1
            }
        }
    }
}
