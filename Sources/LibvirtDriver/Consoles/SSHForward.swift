import ApusCore
import ChildProgram
import FoundationEssentials
import Glibc
import Libvirt
import Synchronization

/// A connection through an ssh child, which ends with it. It is let in as libvirt's own ssh is: by the keys of the server's user.
struct SSHForward {
    let address: LibvirtAddress
    /// Of the server's own, for sockets that stand there for a moment.
    let folder: String

    /// The child's own input and output are the connection.
    func port(_ way: RemoteDisplay) throws -> LiveStream {
        let child = try child(way, local: "")
        return Self.stream(child.descriptor, SSHChild(child))
    }

    /// ssh before 9.4 forwards UNIX sockets only from a socket of its own; it has a name until we are connected.
    func socket(_ way: RemoteDisplay, until deadline: ContinuousClock.Instant) throws -> LiveStream {
        let path = try localPath()
        defer { unlink(path) }
        let stream = try child(way, local: path)
        // While it is open the child has something to do; the kernel closes it if the server dies.
        let child = SSHChild(stream, holding: Descriptor(stream.descriptor))
        while ContinuousClock.now < deadline, !child.isOver {
            if let descriptor = Self.connected(path) { return Self.stream(descriptor, child) }
            usleep(20_000)
        }
        child.end()
        throw child.fault ?? DriverError(.timedOut, "ssh did not lead to the display in time.")
    }

    private func localPath() throws -> String {
        let path = "\(folder)/\(UUID().uuidString.prefix(8).lowercased())"
        guard path.utf8.count < MemoryLayout.size(ofValue: sockaddr_un().sun_path), RemoteDisplay.isPlain(path: path)
        else {
            throw DriverError(
                .unsupported,
                "The server's data folder is no place for sockets: its path is too long, or has odd letters.")
        }
        do {
            try FileManager.default.createDirectory(
                atPath: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        } catch { throw DriverError(.failed, "The server cannot write to its data folder.") }
        return path
    }

    private func child(_ way: RemoteDisplay, local: String) throws -> ChildStream {
        guard let ssh = ChildProgram.path(of: "ssh") else {
            throw DriverError(.unsupported, "The server has no ssh: install openssh-client.")
        }
        let agent = ProcessInfo.processInfo.environment["SSH_AUTH_SOCK"].map { ["SSH_AUTH_SOCK=\($0)"] } ?? []
        let command = RemoteDisplay.arguments(ssh, way, address, local: local)
        do throws(ChildProgramError) {
            return try ChildStream(command, environment: agent)
        } catch { throw DriverError(.failed, "ssh: \(error)") }
    }

    private static func stream(_ descriptor: Int32, _ child: SSHChild) -> LiveStream {
        var stream = LiveStream(
            descriptor: descriptor,
            end: {
                await Blocking.run { child.end() }
                return nil
            })
        stream.fault = { child.fault }
        return stream
    }

    /// A connection to the child's socket, if it is there.
    private static func connected(_ path: String) -> Int32? {
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: Array(path.utf8)) }
        let descriptor = Glibc.socket(AF_UNIX, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        let size = socklen_t(MemoryLayout<sockaddr_un>.size)
        let result = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { connect(descriptor, $0, size) }
        }
        if result == 0 { return descriptor }
        _ = close(descriptor)
        return nil
    }
}

/// An ssh child and how it ended.
private final class SSHChild: Sendable {
    private let child: ChildStream
    private let held: Mutex<Descriptor?>
    private let status = Mutex<Int32?>(nil)
    /// ssh's own status for what is not the other side's.
    private static let failed: Int32 = 255

    init(_ child: ChildStream, holding held: Descriptor? = nil) {
        self.child = child
        self.held = Mutex(held)
    }

    var isOver: Bool { child.isOver }

    /// Lets it end by itself for a moment, then ends it. It blocks.
    func end() {
        held.withLock { $0 = nil }
        let deadline = ContinuousClock.now.advanced(by: .milliseconds(300))
        while !child.isOver, ContinuousClock.now < deadline { usleep(5000) }
        status.withLock { status in status = status ?? child.end() }
    }

    /// Why it ended, in ssh's words; nil where it ended well, or has not.
    var fault: DriverError? {
        guard status.withLock({ $0 }) == Self.failed else { return nil }
        let last = child.lastWords.split(whereSeparator: \.isNewline).last.map(String.init) ?? "it said nothing"
        return DriverError(.refused, "ssh does not lead to the display: \(last.prefix(200))")
    }
}
