import ApusCore
import ApusModel
import Foundation
import Testing

/// A real libvirtd of the test's own with a folder for disks; both are gone afterwards, whatever happens.
struct PrivateLibvirtd {
    let folder: URL
    let address: String

    /// Where disks go; the same inside and outside the daemon's mount namespace.
    var pools: URL { folder.appending(path: "pools") }

    /// Whether this machine can run it: root, and the programs of libvirt and QEMU.
    static var isPossible: Bool {
        let programs = ["/usr/sbin/libvirtd", "/usr/bin/virsh", "/usr/bin/qemu-img", "/usr/bin/qemu-system-x86_64"]
        return geteuid() == 0 && programs.allSatisfy { FileManager.default.isExecutableFile(atPath: $0) }
    }

    /// The daemon of the suite that runs.
    @TaskLocal static var current: PrivateLibvirtd?

    /// Lends a daemon to a whole suite, since it takes seconds to learn what QEMU can do.
    static func provide(_ body: () async throws -> Void) async throws {
        // Its sockets need a short path.
        let folder = URL(filePath: "/tmp/apus-driver-\(UUID().uuidString.prefix(8))")
        do {
            let address = try await run(lab, ["start", folder.path])
            try await $current.withValue(PrivateLibvirtd(folder: folder, address: address), operation: body)
            await end(folder)
        } catch {
            await end(folder)
            throw error
        }
    }

    /// Lends the suite's daemon to one test and empties it afterwards.
    static func with<Value>(_ body: (PrivateLibvirtd) async throws -> Value) async throws -> Value {
        guard let daemon = current else { throw DriverError(.failed, "the suite has no daemon") }
        try FileManager.default.createDirectory(at: daemon.pools, withIntermediateDirectories: true)
        do {
            let value = try await body(daemon)
            try await daemon.clear()
            return value
        } catch {
            try await daemon.clear()
            throw error
        }
    }

    private func clear() async throws {
        for name in try await virsh("list", "--name").split(separator: "\n") { try await virsh("destroy", "\(name)") }
        for name in try await virsh("list", "--all", "--name").split(separator: "\n") {
            try await virsh("undefine", "\(name)", "--managed-save", "--nvram", "--snapshots-metadata")
        }
        for name in try await virsh("pool-list", "--name").split(separator: "\n") {
            try await virsh("pool-destroy", "\(name)")
        }
        for name in try await virsh("pool-list", "--all", "--name").split(separator: "\n") {
            try await virsh("pool-undefine", "\(name)")
        }
        for name in try await virsh("net-list", "--all", "--name").split(separator: "\n") where name != "default" {
            _ = try? await virsh("net-destroy", "\(name)")
            _ = try? await virsh("net-undefine", "\(name)")
        }
        _ = try? await virsh("net-start", "default")
        try FileManager.default.removeItem(at: pools)
        try? FileManager.default.removeItem(at: folder.appending(path: "images"))
    }

    /// Starts the daemon again after ``stop()``.
    func start() async throws { try await Self.run(Self.lab, ["start", folder.path]) }

    /// Ends the daemon and its guests; files stay.
    func stop() async throws { try await Self.run(Self.lab, ["stop", folder.path]) }

    /// Runs a `virsh` command on this daemon.
    @discardableResult
    func virsh(_ arguments: String...) async throws -> String {
        try await Self.run("/usr/bin/virsh", ["-q", "-c", address] + arguments)
    }

    /// Makes an image and returns its path.
    func makeImage(_ name: String, format: String = "qcow2", size: String = "4M") async throws -> String {
        let path = folder.appending(path: "images").appending(path: name)
        try FileManager.default.createDirectory(at: path.deletingLastPathComponent(), withIntermediateDirectories: true)
        try await Self.run("/usr/bin/qemu-img", ["create", "-q", "-f", format, path.path, size])
        return path.path
    }

    private static func end(_ folder: URL) async {
        // Best effort: what could not be ended shows in the lab's own check.
        _ = try? await run(lab, ["stop", folder.path])
        try? FileManager.default.removeItem(at: folder)
    }

    private static let lab = URL(filePath: #filePath).resolvingSymlinksInPath().deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .appending(path: "lab/libvirtd").path

    /// Runs a program and gives what it printed; a failure throws what it complained.
    @discardableResult
    static func run(_ program: String, _ arguments: [String]) async throws -> String {
        try await withCheckedThrowingContinuation { continuation in
            DispatchQueue.global().async { continuation.resume(with: Result { try Spawned.run(program, arguments) }) }
        }
    }
}

/// Gives a suite a libvirtd.
struct PrivateLibvirtdTrait: SuiteTrait, TestScoping {
    func provideScope(
        for test: Test, testCase: Test.Case?, performing function: @Sendable () async throws -> Void
    ) async throws {
        try await PrivateLibvirtd.provide(function)
    }
}

extension Trait where Self == PrivateLibvirtdTrait {
    static var privateLibvirtd: Self { PrivateLibvirtdTrait() }
}

/// A program that is run to its end. `Process` would wait until the daemons that a program leaves behind end as well.
private enum Spawned {
    static func run(_ program: String, _ arguments: [String]) throws -> String {
        let file = FileManager.default.temporaryDirectory.appending(path: "apus-output-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: file) }
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        // A file, not a pipe: daemons that the program leaves behind hold it open.
        posix_spawn_file_actions_addopen(&actions, 1, file.path, O_WRONLY | O_CREAT, 0o600)
        posix_spawn_file_actions_adddup2(&actions, 1, 2)
        var words: [UnsafeMutablePointer<CChar>?] = ([program] + arguments).map { strdup($0) } + [nil]
        defer { words.forEach { free($0) } }
        var (process, status) = (pid_t(), Int32())
        guard posix_spawn(&process, program, &actions, nil, &words, environ) == 0 else {
            throw DriverError(.failed, "\(program) cannot be run")
        }
        while waitpid(process, &status, 0) < 0 && errno == EINTR {}
        let output = String(decoding: (try? Data(contentsOf: file)) ?? Data(), as: UTF8.self)
            .trimmingCharacters(in: .whitespacesAndNewlines)
        guard status == 0 else { throw DriverError(.failed, "\(program) \(arguments): \(output)") }
        return output
    }
}
