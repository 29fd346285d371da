import FoundationEssentials

/// Where a server is: `http://127.0.0.1:8080`, `https://apus.example.org`, perhaps with a path before `/api`.
public struct ServerAddress: Hashable, Sendable, CustomStringConvertible {
    /// The address a server listens on unless told otherwise.
    public static let standard = "http://127.0.0.1:8080"

    /// Without a slash at its end.
    public let text: String
    let isEncrypted: Bool
    let host: String

    /// Reads a URL.
    /// - Throws: ``ClientError`` `bad-address`.
    public init(_ text: String) throws(ClientError) {
        guard let parts = URLComponents(string: text), let scheme = parts.scheme?.lowercased(),
            scheme == "http" || scheme == "https", let host = parts.host, !host.isEmpty
        else { throw Self.fault(text, "is not an http or https URL") }
        guard parts.user == nil, parts.password == nil else {
            throw Self.fault(host, "may not hold a user or password")
        }
        guard parts.query == nil, parts.fragment == nil else {
            throw Self.fault(text, "may not hold a query or fragment")
        }
        var trimmed = text[...]
        while trimmed.last == "/" { trimmed.removeLast() }
        self.text = String(trimmed)
        self.isEncrypted = scheme == "https"
        self.host = host.lowercased()
    }

    public var description: String { text }

    /// Whether a token may go there: over TLS, or without leaving this machine.
    public var keepsSecrets: Bool { isEncrypted || isLoopback }

    /// Whether the host is this machine by its very address; names other than `localhost` are not looked up.
    public var isLoopback: Bool {
        let bare = host.hasPrefix("[") ? String(host.dropFirst().dropLast()) : host
        return bare == "localhost" || bare == "::1" || Self.isLoopbackIPv4(bare)
    }

    private static func isLoopbackIPv4(_ host: String) -> Bool {
        let parts = host.split(separator: ".", omittingEmptySubsequences: false)
        return parts.count == 4 && parts.first == "127" && parts.allSatisfy { UInt8($0) != nil }
    }

    private static func fault(_ text: String, _ message: String) -> ClientError {
        ClientError(.badAddress, "The server address '\(text)' \(message).", hint: "write it like \(standard)")
    }
}
