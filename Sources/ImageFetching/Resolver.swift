import ApusCore
import Glibc
import NIOPosix

/// Names to addresses, by the system's own resolver.
public enum Resolver {
    /// Every address of a name, or the one that a textual form of an address means (`0x7f.1` is 127.0.0.1 to the system).
    @Sendable public static func addresses(of host: String, port: Int) async throws -> [RemoteAddress] {
        // It blocks, for as long as the system's name servers take.
        try await NIOThreadPool.singleton.runIfActive { lookUp(host) }
    }

    /// The plain form of an address.
    static func text(of address: RemoteAddress) -> String {
        guard address.bytes.count == 16 else { return address.bytes.map(String.init).joined(separator: ".") }
        return stride(from: 0, to: 16, by: 2).map { index in
            String(UInt16(address.bytes[index]) << 8 | UInt16(address.bytes[index + 1]), radix: 16)
        }.joined(separator: ":")
    }

    private static func lookUp(_ host: String) -> [RemoteAddress] {
        var hints = addrinfo()
        hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        var list: UnsafeMutablePointer<addrinfo>?
        guard getaddrinfo(host, nil, &hints, &list) == 0 else { return [] }
        defer { freeaddrinfo(list) }
        var found: [RemoteAddress] = []
        var next = list
        while let entry = next {
            if let address = address(entry.pointee) { found.append(address) }
            next = entry.pointee.ai_next
        }
        return found
    }

    private static func address(_ entry: addrinfo) -> RemoteAddress? {
        guard let raw = entry.ai_addr else { return nil }
        switch entry.ai_family {
        case AF_INET:
            return raw.withMemoryRebound(to: sockaddr_in.self, capacity: 1) { four in
                withUnsafeBytes(of: four.pointee.sin_addr) { RemoteAddress(bytes: Array($0)) }
            }
        case AF_INET6:
            return raw.withMemoryRebound(to: sockaddr_in6.self, capacity: 1) { six in
                withUnsafeBytes(of: six.pointee.sin6_addr) { RemoteAddress(bytes: Array($0)) }
            }
        default: return nil
        }
    }
}
