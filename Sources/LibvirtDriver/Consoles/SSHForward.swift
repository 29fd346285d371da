import ApusCore
import ChildProgram
import FoundationEssentials
import Glibc
import Libvirt

/// A connection through an ssh child, which ends with it. It is let in as libvirt's own ssh is: by the keys of the server's user.
enum SSHForward {
    /// The child's own input and output are the connection.
    static func port(_ way: RemoteDisplay, _ address: LibvirtAddress) throws -> LiveStream {
        let child = try child(way, address, local: "")
        return stream(child.descriptor, child) {}
    }

    /// ssh before 9.4 forwards UNIX sockets only from a socket of its own, which stands in a folder that nobody else sees.
    static func socket(
        _ way: RemoteDisplay, _ address: LibvirtAddress, until deadline: ContinuousClock.Instant
    ) throws -> LiveStream {
        var template = Array("/tmp/apus-display-XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else { throw DriverError(.failed, "The server cannot write to /tmp.") }
        let folder = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
        let clean: @Sendable () -> Void = { try? FileManager.default.removeItem(atPath: folder) }
        do {
            let child = try child(way, address, local: folder + "/s")
            _ = close(child.descriptor)
            guard let descriptor = connected(folder + "/s", until: deadline) else {
                defer { child.end() }
                throw refusal(child.lastWords)
            }
            return stream(descriptor, child, clean)
        } catch {
            clean()
            throw error
        }
    }

    private static func child(_ way: RemoteDisplay, _ address: LibvirtAddress, local: String) throws -> ChildStream {
        guard let ssh = ChildProgram.path(of: "ssh") else {
            throw DriverError(.unsupported, "The server has no ssh: install openssh-client.")
        }
        let agent = ProcessInfo.processInfo.environment["SSH_AUTH_SOCK"].map { ["SSH_AUTH_SOCK=\($0)"] } ?? []
        let command = RemoteDisplay.arguments(ssh, way, address, local: local)
        do throws(ChildProgramError) {
            return try ChildStream(command, environment: agent)
        } catch { throw DriverError(.failed, "ssh: \(error)") }
    }

    private static func stream(
        _ descriptor: Int32, _ child: ChildStream, _ clean: @escaping @Sendable () -> Void
    ) -> LiveStream {
        var stream = LiveStream(
            descriptor: descriptor,
            end: {
                child.end()
                clean()
                return nil
            })
        stream.fault = {
            let words = child.lastWords
            return words.isEmpty ? nil : refusal(words)
        }
        return stream
    }

    private static func refusal(_ words: String) -> DriverError {
        let last = words.split(whereSeparator: \.isNewline).last.map(String.init) ?? "it does not answer"
        return DriverError(.refused, "ssh does not lead to the display: \(last.prefix(200))")
    }

    /// A connection to the child's socket, once it is there.
    private static func connected(_ path: String, until deadline: ContinuousClock.Instant) -> Int32? {
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        let bytes = Array(path.utf8)
        guard bytes.count < MemoryLayout.size(ofValue: address.sun_path) else { return nil }
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: bytes) }
        while ContinuousClock.now < deadline {
            let descriptor = Glibc.socket(AF_UNIX, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
            let size = socklen_t(MemoryLayout<sockaddr_un>.size)
            let result = withUnsafePointer(to: &address) { pointer in
                pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { connect(descriptor, $0, size) }
            }
            if result == 0 { return descriptor }
            _ = close(descriptor)
            usleep(50_000)
        }
        return nil
    }
}
