import ApusClient
import ApusModel
import Foundation
import Testing

/// A server and a host of the lab that it reaches by ssh, or over TCP. The server's user has an `.ssh` of the test's own,
/// which nobody else sees.
struct RemoteSite {
    static let host = "far"
    /// Of the lab's first host.
    static let address = "10.77.0.11"
    let site: Site
    let lab: Lab

    var server: ApusServerProcess { site.server }

    static func with(
        ssh: Bool, settings: [String] = [], _ body: (RemoteSite, Client) async throws -> Void
    ) async throws {
        try await Lab.with(hosts: 1) { lab in
            let home = try await SSHHome.made(in: lab.folder)
            defer { home.leave() }
            let address = ssh ? try await lab.startSSH(1, keys: home.folder + "/id_ed25519.pub") : lab.addresses[0]
            if ssh { try home.trust(lab.folder + "/host-1/ssh/known_hosts") }
            try await Site.with(settings: settings, wrapper: home.wrapper) { site in
                let remote = RemoteSite(site: site, lab: lab)
                try await site.server.use { client in
                    var request = CreateProvider(name: Self.host, address: address)
                    (request.pool, request.poolPath) = (Site.pool, lab.folder + "/host-1/pools/apus")
                    _ = try await client.add(request, key: Client.idempotencyKey())
                    try await client.awaitHost(Self.host, within: .seconds(30))
                    try await body(remote, client)
                    #expect(try await remote.children() == [], "no ssh is left but libvirt's own")
                }
                #expect(try FileManager.default.contents(of: site.server.data + "/displays") == [])
            }
        }
    }

    /// What a program prints in the host's network.
    func inHost(_ arguments: String...) async throws -> String {
        try await Tool.output("/usr/sbin/ip", ["netns", "exec", "apus-host-1"] + arguments)
    }

    /// Starts a machine that Apus did not make, with this display, and waits until it is seen.
    func define(_ name: String, _ client: Client, display: String) async throws {
        let file = lab.folder + "/\(name).xml"
        let xml = """
            <domain type='qemu'><name>\(name)</name><memory unit='MiB'>32</memory><vcpu>1</vcpu>
            <os><type arch='x86_64' machine='pc'>hvm</type></os>
            <devices>\(display)<video><model type='vga'/></video></devices></domain>
            """
        try xml.write(toFile: file, atomically: true, encoding: .utf8)
        _ = try await lab.virsh(1, "define", file)
        _ = try await lab.virsh(1, "start", name)
        try await eventually("\(name) is seen", within: .seconds(20)) {
            try await client.vmIfAny(name)?.state == .running
        }
    }

    /// The ssh children that carry displays or terminals to the host, once those that end have ended.
    func children() async throws -> [String] {
        var found: [String] = []
        _ = try? await eventually("no child is left", within: .seconds(5)) {
            found = Self.carriers()
            return found.isEmpty ? true : nil
        }
        return found
    }

    private static func carriers() -> [String] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []
        return names.filter { pid_t($0) != nil }.compactMap { name in
            guard let status = try? String(contentsOfFile: "/proc/\(name)/status", encoding: .utf8),
                status.hasPrefix("Name:\tssh\n"),
                let line = FileManager.default.contents(atPath: "/proc/\(name)/cmdline")
            else { return nil }
            let words = String(decoding: line, as: UTF8.self).split(separator: "\0")
            guard words.contains(where: { $0.contains(address) }) else { return nil }
            return words.contains { ["-W", "-L", "-tt"].contains($0) } ? words.joined(separator: " ") : nil
        }
    }
}

/// A home's `.ssh` that only the wrapped server and its children see.
struct SSHHome {
    let folder: String
    /// Whether this machine's user had none.
    private let isNew: Bool

    private static let place = FileManager.default.homeDirectoryForCurrentUser.path + "/.ssh"

    static func made(in parent: String) async throws -> SSHHome {
        let folder = parent + "/dot-ssh"
        try FileManager.default.createDirectory(
            atPath: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        let key = folder + "/id_ed25519"
        try await Tool.output("/usr/bin/ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-C", "it", "-f", key])
        return SSHHome(folder: folder, isNew: mkdir(place, 0o700) == 0)
    }

    func trust(_ knownHosts: String) throws {
        try FileManager.default.copyItem(atPath: knownHosts, toPath: folder + "/known_hosts")
    }

    var wrapper: [String] {
        let script = "mount --bind \"$1\" \"$2\" && shift 2 && exec \"$@\""
        return ["/usr/bin/unshare", "--mount", "/bin/sh", "-c", script, "sh", folder, Self.place]
    }

    func leave() { if isNew { rmdir(Self.place) } }
}

extension FileManager {
    /// Nothing where there is no such folder.
    fileprivate func contents(of folder: String) throws -> [String] {
        fileExists(atPath: folder) ? try contentsOfDirectory(atPath: folder) : []
    }
}
