import ApusCore
import Foundation
import Glibc
import Testing

@testable import SSHTerminals

@Suite(
    .serialized, .timeLimit(.minutes(2)),
    .enabled(if: Daemon.program != nil, "needs an sshd: apt-get install openssh-server"))
struct OpenSSHTests {
    private let folder: String
    private let ssh: OpenSSH
    private let vm = UUID()

    init() throws {
        folder = FileManager.default.temporaryDirectory.path + "/apus-ssh-\(UUID().uuidString)"
        ssh = try OpenSSH(folder: folder + "/data")
    }

    private func destination(_ port: Int, user: String = NSUserName(), host: String = "127.0.0.1") throws
        -> SSHDestination
    {
        SSHDestination(
            address: try #require(SSHAddress(host: host, port: port)), user: user, trust: .pinned(vm))
    }

    private func withDaemon(
        port: Int? = nil, keyType: String = "ed25519", keys: [String]? = nil, _ work: (Daemon) async throws -> Void
    ) async throws {
        let own = try await ssh.publicKey()
        let daemon = try await Daemon(
            folder + "/sshd-\(UUID().uuidString)", port: port, keyType: keyType, authorized: keys ?? [own])
        do { try await work(daemon) } catch {
            await daemon.stop()
            throw error
        }
        await daemon.stop()
    }

    /// Types a line, and reads to the end.
    private func talk(_ stream: LiveStream, _ line: String) async -> (String, Int32?) {
        let text = await withCheckedContinuation { continuation in
            Thread.detachNewThread {
                let bytes = Array(line.utf8)
                _ = write(stream.descriptor, bytes, bytes.count)
                var all: [UInt8] = []
                var piece = [UInt8](repeating: 0, count: 4096)
                while true {
                    let count = read(stream.descriptor, &piece, piece.count)
                    guard count > 0 else { break }
                    all += piece.prefix(count)
                }
                continuation.resume(returning: String(decoding: all, as: UTF8.self))
            }
        }
        close(stream.descriptor)
        return (text, await stream.end())
    }

    /// Opens a terminal, and leaves it.
    private func connect(_ port: Int) async throws {
        let stream = try await ssh.ssh(try destination(port), .usual)
        #expect(await talk(stream, "exit\n").1 == 0)
        #expect(stream.fault?() == nil)
    }

    private func cleanUp() { try? FileManager.default.removeItem(atPath: folder) }

    @Test func `a terminal opens, resizes, and ends with the shell's status; the host key is pinned`() async throws {
        defer { cleanUp() }
        try await withDaemon { daemon in
            #expect(try await ssh.hostKeys(of: vm).isEmpty)
            let stream = try await ssh.ssh(try destination(daemon.port), TerminalSize(columns: 91, rows: 33))
            let (text, status) = await talk(stream, "stty size; echo $TERM; tty; exit 7\n")
            #expect(status == 7, "\(text)")
            #expect(text.contains("33 91"), "\(text)")
            #expect(text.contains("xterm-256color"))
            #expect(!text.contains("debug1"), "what ssh says itself stays out of the terminal")
            let pinned = try await ssh.hostKeys(of: vm)
            #expect(pinned.count == 1)
            #expect(pinned.first?.hasPrefix("SHA256:") == true)
            let again = try await ssh.ssh(try destination(daemon.port), .usual)
            #expect(await talk(again, "exit\n").1 == 0)
            #expect(try await ssh.hostKeys(of: vm) == pinned)
        }
        let left = try FileManager.default.contentsOfDirectory(atPath: ssh.files.folder)
        #expect(!left.contains { $0.hasPrefix("log-") || $0.hasPrefix("new-") })
        let mode = try FileManager.default.attributesOfItem(atPath: ssh.files.ownKey)[.posixPermissions]
        #expect(mode as? Int == 0o600)
    }

    @Test(arguments: ["ed25519", "ecdsa"])
    func `another host key is refused, of the same kind or of another, until the pinned one is forgotten`(
        _ keyType: String
    ) async throws {
        defer { cleanUp() }
        let port = try Daemon.freePort()
        try await withDaemon(port: port) { _ in
            try await connect(port)
        }
        let pinned = try await ssh.hostKeys(of: vm)
        try await withDaemon(port: port, keyType: keyType) { _ in
            var shown: String?
            do {
                _ = try await ssh.ssh(try destination(port), .usual)
                Issue.record("another key was taken")
            } catch SSHRefusal.hostKeyChanged(let fingerprint) { shown = fingerprint }
            #expect(shown?.hasPrefix("SHA256:") == true)
            #expect(shown != pinned.first)
            #expect(try await ssh.hostKeys(of: vm) == pinned, "the pinned key stays")
            try await ssh.forgetHostKeys(of: vm)
            try await connect(port)
            #expect(try await ssh.hostKeys(of: vm).first == shown)
        }
    }

    @Test func `a guest that does not know the key, one without ssh and one that never answers are told apart`()
        async throws
    {
        defer { cleanUp() }
        try await withDaemon(keys: []) { daemon in
            await #expect(throws: SSHRefusal.permissionDenied) {
                _ = try await ssh.ssh(try destination(daemon.port), .usual)
            }
        }
        let closed = try Daemon.freePort()
        await #expect(throws: SSHRefusal.connectionRefused) {
            _ = try await ssh.ssh(try destination(closed), .usual)
        }
        let silent = try Daemon.listener()
        defer { close(silent.descriptor) }
        let hasty = try OpenSSH(folder: folder + "/data", limit: .seconds(1))
        await #expect(throws: SSHRefusal.timedOut) {
            _ = try await hasty.ssh(try destination(silent.port), .usual)
        }
    }

    @Test func `a browser that goes away leaves no ssh behind`() async throws {
        defer { cleanUp() }
        try await withDaemon { daemon in
            let stream = try await ssh.ssh(try destination(daemon.port), .usual)
            #expect(processes(with: daemon.port) > 0)
            close(stream.descriptor)
            #expect(await stream.end() != 0)
            #expect(processes(with: daemon.port) == 0)
        }
    }

    /// The ssh clients that have this port among their arguments.
    private func processes(with port: Int) -> Int {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []
        return names.filter { name in
            guard Int32(name) != nil, let line = FileManager.default.contents(atPath: "/proc/\(name)/cmdline") else {
                return false
            }
            let words = line.split(separator: 0).map { String(decoding: $0, as: UTF8.self) }
            return words.first?.hasSuffix("/ssh") == true && words.contains(String(port))
        }.count
    }
}

@Suite(.timeLimit(.minutes(1))) struct ShellTests {
    @Test func `the server's own shell is a login shell at home`() async throws {
        let folder = FileManager.default.temporaryDirectory.path + "/apus-ssh-\(UUID().uuidString)"
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let ssh = try OpenSSH(folder: folder)
        let stream = try await ssh.shell(.usual)
        let bytes = Array("echo \"<$0>$PWD<\"; exit 3\n".utf8)
        _ = write(stream.descriptor, bytes, bytes.count)
        let text = await withCheckedContinuation { continuation in
            Thread.detachNewThread {
                var all: [UInt8] = []
                var piece = [UInt8](repeating: 0, count: 4096)
                while true {
                    let count = read(stream.descriptor, &piece, piece.count)
                    guard count > 0 else { break }
                    all += piece.prefix(count)
                }
                continuation.resume(returning: String(decoding: all, as: UTF8.self))
            }
        }
        close(stream.descriptor)
        #expect(await stream.end() == 3)
        #expect(text.contains("<-"), "\(text)")
        let home = try Account.own().home
        #expect(text.contains(">\(home)<"), "\(text)")
    }

    @Test func `a key is a plain name in the folder of keys`() throws {
        let folder = FileManager.default.temporaryDirectory.path + "/apus-ssh-\(UUID().uuidString)"
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let ssh = try OpenSSH(folder: folder)
        try Data("x".utf8).write(to: URL(fileURLWithPath: folder + "/keys/lab"))
        #expect(ssh.hasKey("lab"))
        for name in ["../id_ed25519", "none", "", ".", "..", "/etc/passwd", "-F"] {
            #expect(!ssh.hasKey(name), "\(name)")
        }
    }

    @Test func `no word of a destination is an option of ssh`() throws {
        let folder = FileManager.default.temporaryDirectory.path + "/apus-ssh-\(UUID().uuidString)"
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let files = try SSHFiles(folder: folder, keys: nil)
        let address = try #require(SSHAddress(host: "10.0.0.5", port: 22))
        let jump = try #require(SSHAddress(user: "root", host: "node1", port: 2222))
        let destination = SSHDestination(address: address, user: "ann", trust: .pinned(UUID()), jump: jump)
        let arguments = SSHCommand(destination, files, log: "/x", isPinned: true).arguments
        #expect(arguments.suffix(4) == ["-l", "ann", "--", "10.0.0.5"])
        #expect(arguments.starts(with: ["-F", "none", "-E", "/x", "-tt"]))
        var command = destination
        (command.command, command.hasTerminal, command.takesPassword) = ("-o x; ls", false, true)
        let words = SSHCommand(command, files, log: "/x", isPinned: true).arguments
        #expect(words.suffix(3) == ["--", "10.0.0.5", "-o x; ls"])
        #expect(words.contains("-T") && !words.contains("-tt"))
        #expect(words.contains("BatchMode=yes"), "there is nobody to ask for a password")
        for option in ["ProxyJump=root@node1:2222", "StrictHostKeyChecking=yes", "BatchMode=yes", "ForwardAgent=no"] {
            #expect(arguments.contains(option))
        }
    }
}
