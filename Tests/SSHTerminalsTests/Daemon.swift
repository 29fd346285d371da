import Foundation
import Glibc
import Terminal
import Testing

@testable import SSHTerminals

/// A real sshd on loopback, with host keys and authorised keys of its own.
final class Daemon: Sendable {
    /// `APUS_TEST_SSHD`, or where distributions put it.
    static let program: String? = [ProcessInfo.processInfo.environment["APUS_TEST_SSHD"], "/usr/sbin/sshd"]
        .compactMap { $0 }.first { access($0, X_OK) == 0 }

    let folder: String
    let port: Int
    private let child: ChildTerminal

    /// - Parameter authorized: lines of `authorized_keys`.
    init(_ folder: String, port: Int? = nil, keyType: String = "ed25519", authorized: [String]) async throws {
        self.folder = folder
        self.port = try port ?? Self.freePort()
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        let key = "\(folder)/host-\(UUID().uuidString)"
        try Self.run("/usr/bin/ssh-keygen", ["-q", "-t", keyType, "-N", "", "-f", key])
        try (authorized.joined(separator: "\n") + "\n").write(
            toFile: folder + "/authorized_keys", atomically: true, encoding: .utf8)
        let lines = [
            "Port \(self.port)", "ListenAddress 127.0.0.1", "HostKey \(key)", "PidFile none", "UsePAM no",
            "AuthorizedKeysFile \(folder)/authorized_keys", "StrictModes no", "PasswordAuthentication no",
            "KbdInteractiveAuthentication no", "PermitRootLogin yes", "PrintMotd no", "PrintLastLog no",
            // Nobody reads what it says.
            "LogLevel QUIET",
        ]
        let file = folder + "/sshd_config"
        try lines.joined(separator: "\n").write(toFile: file, atomically: true, encoding: .utf8)
        // Where no init system made it.
        mkdir("/run/sshd", 0o755)
        // No Process of Foundation: sshd closes what it inherits, by which that takes it for ended, and waits for it on the thread
        // that all processes share.
        let command = try Self.atHome(folder) + [Self.program ?? "/usr/sbin/sshd", "-D", "-e", "-f", file]
        child = try ChildTerminal(TerminalProgram(command: command), columns: 80, rows: 24)
        try await waitUntilListening()
    }

    /// With an empty home: what the account's own profile does, and leaves undone when its shell is killed, is not tested here.
    private static func atHome(_ folder: String) throws -> [String] {
        guard geteuid() == 0 else { return [] }
        let home = folder + "/home"
        try FileManager.default.createDirectory(atPath: home, withIntermediateDirectories: true)
        return ["/usr/bin/unshare", "-m", "/bin/sh", "-c", "mount --bind \"$0\" ~root && exec \"$@\"", home]
    }

    func stop() async {
        _ = await child.end(within: .seconds(2))
        child.closeMaster()
    }

    private func waitUntilListening() async throws {
        for _ in 0..<500 {
            if Self.connects(port) { return }
            try #require(!child.isOver, "sshd did not start")
            try await Task.sleep(for: .milliseconds(20))
        }
        Issue.record("sshd does not listen")
    }

    static func run(_ program: String, _ arguments: [String]) throws {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: program)
        process.arguments = arguments
        try process.run()
        process.waitUntilExit()
        #expect(process.terminationStatus == 0)
    }

    static func connects(_ port: Int) -> Bool {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(descriptor) }
        return withAddress(port) { connect(descriptor, $0, $1) } == 0
    }

    /// A socket that listens and never answers.
    static func listener() throws -> (descriptor: Int32, port: Int) {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        try #require(withAddress(0) { bind(descriptor, $0, $1) } == 0)
        try #require(listen(descriptor, 4) == 0)
        var address = sockaddr_in()
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        _ = withUnsafeMutablePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { getsockname(descriptor, $0, &size) }
        }
        return (descriptor, Int(UInt16(bigEndian: address.sin_port)))
    }

    static func freePort() throws -> Int {
        let (descriptor, port) = try listener()
        close(descriptor)
        return port
    }

    private static func withAddress(_ port: Int, _ work: (UnsafePointer<sockaddr>, socklen_t) -> Int32) -> Int32 {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = UInt16(port).bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        return withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { work($0, socklen_t(MemoryLayout<sockaddr_in>.size)) }
        }
    }
}
