import ApusCore
import Glibc

/// Connects to an address of a host, by number or name.
enum TCPDial {
    static func dial(_ host: String, _ port: UInt16, until deadline: ContinuousClock.Instant) throws -> LiveStream {
        var (hints, found) = (addrinfo(), UnsafeMutablePointer<addrinfo>(nil))
        hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        guard getaddrinfo(host, String(port), &hints, &found) == 0 else {
            throw DriverError(.refused, "The name of the address that the display listens on is not known.")
        }
        defer { freeaddrinfo(found) }
        var next = found
        while let entry = next?.pointee {
            if let descriptor = connected(entry, until: deadline) { return LiveStream(descriptor: descriptor) }
            next = entry.ai_next
        }
        throw DriverError(.refused, "The display's address does not answer: a firewall may be between.")
    }

    private static func connected(_ entry: addrinfo, until deadline: ContinuousClock.Instant) -> Int32? {
        let kind = entry.ai_socktype | Int32(SOCK_NONBLOCK.rawValue) | Int32(SOCK_CLOEXEC.rawValue)
        let descriptor = Glibc.socket(entry.ai_family, kind, 0)
        guard descriptor >= 0 else { return nil }
        _ = connect(descriptor, entry.ai_addr, entry.ai_addrlen)
        var waiting = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
        let left = (deadline - .now).components.seconds
        var (fault, size, yes) = (Int32(0), socklen_t(MemoryLayout<Int32>.size), Int32(1))
        guard poll(&waiting, 1, Int32(clamping: max(0, left) * 1000)) > 0,
            getsockopt(descriptor, SOL_SOCKET, SO_ERROR, &fault, &size) == 0, fault == 0
        else {
            _ = close(descriptor)
            return nil
        }
        setsockopt(descriptor, Int32(IPPROTO_TCP), TCP_NODELAY, &yes, size)
        return descriptor
    }
}
