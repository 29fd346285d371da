import Foundation
import Libvirt

/// A libvirtd of the test's own, in mount and network namespaces of its own. Needs root.
final class PrivateDaemon {
    static let isPossible = geteuid() == 0 && FileManager.default.isExecutableFile(atPath: "/usr/sbin/libvirtd")

    private let folder: URL
    private var process: Process?

    private init(_ folder: URL) {
        self.folder = folder
    }

    /// Runs a daemon for the length of `body`; nothing of it is left, whatever happens.
    static func with<Value>(_ body: (PrivateDaemon) async throws -> Value) async throws -> Value {
        try await TemporaryFolder.with { folder in
            let daemon = PrivateDaemon(folder)
            defer { daemon.kill() }
            try await daemon.start()
            return try await body(daemon)
        }
    }

    /// The address of a driver that it serves.
    func address(_ driver: String = "test", _ path: String = "/default") throws -> LibvirtAddress {
        try LibvirtAddress(parsing: "\(driver)+unix://\(path)?socket=\(folder.path)/libvirt-sock")
    }

    /// A connection for the length of `body`.
    func host<Value>(
        _ configuration: HostConnection.Configuration = .init(), driver: String = "test", path: String = "/default",
        _ body: (HostConnection) async throws -> Value
    ) async throws -> Value {
        let host = HostConnection(try address(driver, path), configuration)
        do {
            let value = try await body(host)
            await host.shutdown()
            return value
        } catch {
            await host.shutdown()
            throw error
        }
    }

    /// A folder that the daemon can reach.
    func subfolder(_ name: String) throws -> URL {
        let url = folder.appending(path: name)
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
        return url
    }

    func start() async throws {
        let path = folder.path
        try? FileManager.default.removeItem(atPath: "\(path)/libvirt-sock")
        let settings = """
            unix_sock_dir="\(path)"
            auth_unix_rw="none"
            log_outputs="3:file:\(path)/log"

            """
        try Data(settings.utf8).write(to: folder.appending(path: "libvirtd.conf"))
        let script = """
            for p in /run/libvirt /var/lib/libvirt /var/cache/libvirt /etc/libvirt /var/log/libvirt; do
                mkdir -p $p && mount -t tmpfs tmpfs $p || exit 1
            done
            exec libvirtd -f "$0/libvirtd.conf" -p "$0/pid"
            """
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/unshare")
        process.arguments = ["-m", "-n", "sh", "-c", script, path]
        process.standardInput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        try process.run()
        self.process = process
        // Its socket's file exists before the daemon listens there.
        guard await eventually(.seconds(20), { await answers() }) else { throw CocoaError(.fileNoSuchFile) }
    }

    private func answers() async -> Bool {
        (try? await host { try await $0.perform("ready", deadline: .seconds(5)) { _ in } }) != nil
    }

    func freeze() { signal(SIGSTOP) }
    func thaw() { signal(SIGCONT) }

    /// Ends it without a word.
    func kill() {
        signal(SIGKILL)
        process?.waitUntilExit()
        process = nil
    }

    private func signal(_ number: Int32) {
        guard let process, process.isRunning else { return }
        _ = Foundation.kill(process.processIdentifier, number)
    }
}
