import ApusClient
import ApusModel
import Foundation
import Testing

extension IntegrationTests {
    /// Displays and terminals of a host in a network namespace of its own, behind a real sshd or libvirt's TCP.
    @Suite struct RemoteHosts {
        private static let password =
            "<graphics type='vnc' port='-1' autoport='yes' listen='127.0.0.1' passwd='s3cret12'/>"

        @Test(.enabled(if: Lab.isFree, "another lab is up"))
        func `displays and the serial console of a host are reached through ssh`() async throws {
            try await RemoteSite.with(ssh: true) { remote, client in
                // A UNIX socket, as Apus makes them; and a port of the host's loopback that wants a password.
                try await client.make(.tiny("one").on(RemoteSite.host))
                // What Apus makes listens on no port, and so has no password to guess.
                #expect(try await !remote.inHost("/usr/bin/ss", "-ltnH").contains(/:59[0-9][0-9]\b/))
                #expect(try await !remote.lab.virsh(1, "dumpxml", "--security-info", "one").contains("passwd="))
                try await remote.define("two", client, display: Self.password)
                for name in ["one", "two"] { try await client.awaitDisplay(ofVM: name) }
                try await client.awaitDisplay(ofVM: "two", viewOnly: true)
                try await client.talk("one")
                let ending = try await client.withSocket(.display(vm: "two", viewOnly: false)) { socket in
                    var display = SocketReader(socket)
                    _ = try await display.greet(socket)
                    _ = try await remote.lab.virsh(1, "destroy", "two")
                    try await display.drain()
                    return socket.ending
                }
                #expect(ending?.code == 1000, "\(String(describing: ending))")
                #expect(ending?.reason.hasPrefix("the VM is ") == true, "\(String(describing: ending))")
                // A server that dies leaves no ssh behind.
                let lost = try await client.withSocket(.display(vm: "one", viewOnly: false)) { socket in
                    var display = SocketReader(socket)
                    _ = try await display.take(12)
                    await remote.server.kill()
                    try? await display.drain()
                    return socket.ending
                }
                #expect(lost?.code == 1006)
            }
        }

        @Test(.enabled(if: Lab.isFree, "another lab is up"))
        func `an administrator's shell on a host, and one in a guest behind it`() async throws {
            let settings = ["terminals.hostShell=true", "terminals.ssh.addKey=true", "terminals.ssh.user=ada"]
            try await RemoteSite.with(ssh: true, settings: settings) { remote, client in
                var request = CreateVirtualMachine.tiny("one").on(RemoteSite.host)
                request.cloudInit = CloudInit(user: "ada")
                try await client.make(request)
                let shell = SocketTarget.shell(host: RemoteSite.host, columns: 80, rows: 24)
                try await client.type("echo on-$(uname -n)-$((6*7))", at: shell, until: "on-apus-host-1-42")
                try await remote.as(.operator, client) { other in
                    await #expect { try await other.ending(of: shell) } throws: { refused($0, "forbidden", 403) }
                }
                let address = try await client.address(of: "one")
                // Only the host has a way there.
                #expect(address.address.hasPrefix("192.168.122."))
                let token = try String(contentsOfFile: remote.server.token, encoding: .utf8)
                let access = try await HTTP.get(
                    await remote.server.url("/api/v1/vms/one/ssh-access"),
                    token: token.trimmingCharacters(in: .whitespacesAndNewlines))
                #expect(access.body.contains(#""jump":"root@10.77.0.11""#), "\(access.body)")
                let inside = SocketTarget.ssh(vm: "one", user: nil, columns: 80, rows: 24)
                try await eventually("the guest's ssh answers", within: .seconds(30), every: .milliseconds(500)) {
                    try await client.type("echo in-$(uname -n)-$((6*7))", at: inside, until: "in-one-42")
                    return true
                }
                let status = try await client.withSocket(shell) { socket in
                    var reader = SocketReader(socket)
                    _ = try await reader.opened()
                    try await socket.send(Array("exit 3\r".utf8))
                    return try await reader.opened()
                }
                #expect(status == #"{"t":"exit","code":3}"#)
            }
        }

        @Test(.enabled(if: Lab.isFree, "another lab is up"))
        func `displays are reached at the address they listen on, with their password`() async throws {
            try await RemoteSite.with(ssh: false) { remote, client in
                let open = "<graphics type='vnc' port='-1' autoport='yes' listen='10.77.0.11'/>"
                let locked = "<graphics type='vnc' port='-1' autoport='yes' listen='0.0.0.0' passwd='s3cret12'/>"
                try await remote.define("open", client, display: open)
                try await remote.define("locked", client, display: locked)
                try await remote.define("hidden", client, display: Self.password)
                for name in ["open", "locked"] { try await client.awaitDisplay(ofVM: name) }
                let hidden = try await client.ending(of: .display(vm: "hidden", viewOnly: false))
                #expect(
                    hidden?.code == 4502 && hidden?.reason.contains("loopback") == true, "\(String(describing: hidden))"
                )
                // libvirt tells an old password after the display's own was changed beside it.
                _ = try await remote.lab.virsh(
                    1, "qemu-monitor-command", "locked", "--hmp", "set_password vnc other")
                let wrong = try await client.ending(of: .display(vm: "locked", viewOnly: false))
                #expect(
                    wrong?.code == 4502 && wrong?.reason.contains("password") == true, "\(String(describing: wrong))")
                // Off unless the configuration says otherwise; and a host that is reached over TCP has no way to a shell.
                let shell = try await client.ending(of: .shell(host: RemoteSite.host, columns: 80, rows: 24))
                #expect(
                    shell?.code == 4403 && shell?.reason.contains("terminals.hostShell") == true,
                    "\(String(describing: shell))")
            }
        }
    }
}

extension RemoteSite {
    /// Lends a client with a token of another role.
    func `as`(_ role: Role, _ client: Client, _ body: (Client) async throws -> Void) async throws {
        try await site.server.as(role, client, body)
    }
}

extension ApusServerProcess {
    /// Lends a client with a new token of this role, which is deleted afterwards unless the body did.
    nonisolated func `as`(_ role: Role, _ client: Client, _ body: (Client) async throws -> Void) async throws {
        let name = "it-\(role.rawValue)"
        let token = try await client.create(CreateToken(name: name, role: role))
        let file = folder + "/" + name
        _ = FileManager.default.createFile(
            atPath: file, contents: Data((token.secret + "\n").utf8), attributes: [.posixPermissions: 0o600])
        let settings = ClientSettings(address: try ServerAddress(await url("")), token: try AccessToken(file: file))
        try await Client.with(settings, body)
        _ = try? await client.deleteToken(name)
    }
}
