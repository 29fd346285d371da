import ApusCore
import ApusModel
import Foundation
import Synchronization

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

    static func with<Value>(_ body: (PrivateLibvirtd) async throws -> Value) async throws -> Value {
        // Its sockets need a short path.
        let folder = URL(filePath: "/tmp/apus-driver-\(UUID().uuidString.prefix(8))")
        do {
            let address = try await run(lab, ["start", folder.path])
            let daemon = PrivateLibvirtd(folder: folder, address: address)
            try FileManager.default.createDirectory(at: daemon.pools, withIntermediateDirectories: true)
            let value = try await body(daemon)
            await end(folder)
            return value
        } catch {
            await end(folder)
            throw error
        }
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
        let process = Process()
        process.executableURL = URL(filePath: program)
        process.arguments = arguments
        let (output, complaint) = (FileHandle.scratch(), FileHandle.scratch())
        process.standardOutput = output.handle
        process.standardError = complaint.handle
        process.standardInput = FileHandle.nullDevice
        try await withCheckedThrowingContinuation { (continuation: CheckedContinuation<Void, any Error>) in
            process.terminationHandler = { _ in continuation.resume() }
            do { try process.run() } catch { continuation.resume(throwing: error) }
        }
        guard process.terminationStatus == 0 else {
            throw DriverError(.failed, "\(program) \(arguments): \(complaint.text())")
        }
        return output.text()
    }
}

extension FileHandle {
    /// A file without a name: daemons that a program leaves behind may hold it open without blocking us, as a pipe would.
    fileprivate static func scratch() -> (handle: FileHandle, text: () -> String) {
        let path = FileManager.default.temporaryDirectory.appending(path: "apus-output-\(UUID().uuidString)").path
        _ = FileManager.default.createFile(atPath: path, contents: nil)
        let handle = FileHandle(forUpdatingAtPath: path) ?? .nullDevice
        unlink(path)
        return (
            handle,
            {
                try? handle.seek(toOffset: 0)
                let data = (try? handle.readToEnd()) ?? Data()
                return String(decoding: data, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
            }
        )
    }
}
