import Foundation
import Glibc

/// A TCP connection that sends exactly the bytes it is given. Its calls block, so they run on a thread of their own.
final class RawConnection: Sendable {
    private let socket: Int32
    private let sending = DispatchQueue(label: "sending")
    private let receiving = DispatchQueue(label: "receiving")

    struct Failure: Error {
        var words: String
    }

    init(port: Int) throws {
        socket = Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var limit = timeval(tv_sec: 20, tv_usec: 0)
        setsockopt(socket, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
        setsockopt(socket, SOL_SOCKET, SO_SNDTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = in_port_t(UInt16(truncatingIfNeeded: port).bigEndian)
        address.sin_addr.s_addr = inet_addr("127.0.0.1")
        let size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let result = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { connect(socket, $0, size) }
        }
        guard result == 0 else { throw Failure(words: "connect: \(errno)") }
    }

    deinit { Glibc.close(socket) }

    /// Sends all bytes; false where the server has closed.
    @discardableResult
    func send(_ bytes: some Sequence<UInt8>) async -> Bool {
        let bytes = Array(bytes)
        return await run(sending) { [socket] in
            var sent = 0
            while sent < bytes.count {
                let count = bytes[sent...].withUnsafeBytes {
                    Glibc.send(socket, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
                }
                guard count > 0 else { return false }
                sent += count
            }
            return true
        }
    }

    @discardableResult
    func send(_ text: String) async -> Bool { await send(text.utf8) }

    /// What has come, at least one byte; empty at the end, nil when the time is over.
    func receive(within seconds: Double = 20) async -> [UInt8]? {
        await run(receiving) { [socket] in
            var waiting = pollfd(fd: socket, events: Int16(POLLIN), revents: 0)
            guard poll(&waiting, 1, Int32(seconds * 1000)) > 0 else { return nil }
            var buffer = [UInt8](repeating: 0, count: 65_536)
            let count = recv(socket, &buffer, buffer.count, 0)
            return count > 0 ? Array(buffer.prefix(count)) : []
        }
    }

    /// Whether the connection was reset, without reading from it.
    func hasHungUp(within seconds: Double) async -> Bool {
        await run(receiving) { [socket] in
            var waiting = pollfd(fd: socket, events: 0, revents: 0)
            return poll(&waiting, 1, Int32(seconds * 1000)) > 0
        }
    }

    /// Says that nothing more will be sent.
    func finish() { shutdown(socket, Int32(SHUT_WR)) }

    /// A small window, so that the server soon feels a reader that does not read.
    func narrow(to bytes: Int32 = 4096) {
        var size = bytes
        setsockopt(socket, SOL_SOCKET, SO_RCVBUF, &size, socklen_t(MemoryLayout<Int32>.size))
    }

    private func run<Value: Sendable>(_ queue: DispatchQueue, _ work: @escaping @Sendable () -> Value) async -> Value {
        await withCheckedContinuation { continuation in queue.async { continuation.resume(returning: work()) } }
    }
}
