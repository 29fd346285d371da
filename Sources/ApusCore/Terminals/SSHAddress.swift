/// Where an ssh server listens. Every part is from a closed list: nothing in it is an option or a pattern of ssh's.
public struct SSHAddress: Hashable, Sendable {
    /// nil for the server's own user.
    public let user: String?
    /// A name or an address, without brackets.
    public let host: String
    public let port: Int?

    /// nil where a part is not allowed.
    public init?(user: String? = nil, host: String, port: Int? = nil) {
        guard Self.isHost(host), user.map(Self.isUser) ?? true, port.map((1...65_535).contains) ?? true else {
            return nil
        }
        (self.user, self.host, self.port) = (user, host, port)
    }

    /// The ssh server of a provider that is reached by ssh (`qemu+ssh://root@node1:22/system`); nil for all others.
    public init?(ofProvider address: String) {
        let parts = address.split(separator: "+ssh://", maxSplits: 1)
        guard parts.count == 2 else { return nil }
        var authority = parts[1].prefix { $0 != "/" && $0 != "?" }
        var user: String?
        if let at = authority.firstIndex(of: "@") {
            user = String(authority[..<at])
            authority = authority[authority.index(after: at)...]
        }
        let (host, port) = Self.divided(authority)
        self.init(user: user, host: String(host), port: port.flatMap { Int($0) })
    }

    /// `node1:2222`, `[fd00::1]:2222`
    private static func divided(_ text: Substring) -> (Substring, Substring?) {
        if text.hasPrefix("[") {
            let host = text.dropFirst().prefix { $0 != "]" }
            let rest = text[host.endIndex...].dropFirst()
            return (host, rest.hasPrefix(":") ? rest.dropFirst() : nil)
        }
        let host = text.prefix { $0 != ":" }
        return (host, host.endIndex == text.endIndex ? nil : text[host.endIndex...].dropFirst())
    }

    /// A leading `-` would be an option.
    public static func isUser(_ text: String) -> Bool {
        guard let first = text.utf8.first, first != UInt8(ascii: "-"), text.utf8.count <= 64 else { return false }
        return text.utf8.allSatisfy { isPlain($0) || "._-".utf8.contains($0) }
    }

    private static func isHost(_ text: String) -> Bool {
        guard let first = text.utf8.first, isPlain(first) || first == UInt8(ascii: ":"), text.utf8.count <= 253 else {
            return false
        }
        return text.utf8.allSatisfy { isPlain($0) || "._-:".utf8.contains($0) }
    }

    private static func isPlain(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, UInt8(ascii: "_"): true
        default: false
        }
    }
}

extension SSHAddress: CustomStringConvertible {
    /// As ssh's ProxyJump takes it.
    public var description: String {
        let shown = host.contains(":") ? "[\(host)]" : host
        return (user.map { "\($0)@" } ?? "") + shown + (port.map { ":\($0)" } ?? "")
    }
}
