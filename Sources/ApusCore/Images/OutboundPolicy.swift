import ApusModel
import Schema

/// Where the server itself may fetch from: a URL is given by a user, and the server sees networks that the user does not.
public struct OutboundPolicy: Sendable {
    public var allowsHTTP: Bool
    public var ports: Set<Int>
    /// Networks that may be reached though they are not public.
    public var networks: [CIDR]
    /// Bytes of one file.
    public var maximumSize: Int64
    /// Seconds that one file may take.
    public var maximumSeconds: Int

    public init(
        allowsHTTP: Bool = false, ports: Set<Int> = [80, 443], networks: [CIDR] = [],
        maximumSize: Int64 = 256 << 30, maximumSeconds: Int = 6 * 3600
    ) {
        self.allowsHTTP = allowsHTTP
        self.ports = ports
        self.networks = networks
        self.maximumSize = maximumSize
        self.maximumSeconds = maximumSeconds
    }

    /// Reads one of `networks`: CIDR, or a single address.
    public static func network(_ text: String) -> CIDR? { CIDR(text) ?? IPAddress(text).map { CIDR($0, prefix: 128) } }

    /// - Throws: a ``Problem`` `invalid` that names the rule; `url/forbidden`.
    public func target(_ text: String, pointer: String = "/url") throws -> OutboundTarget {
        guard let target = OutboundTarget(text) else {
            throw Self.refusal(
                "it must be http:// or https:// with a plain host name, without user, password or fragment", pointer)
        }
        if target.scheme == .http, !allowsHTTP {
            throw Self.refusal("only https is allowed (setting images.allowHTTP)", pointer)
        }
        guard ports.contains(target.port) else {
            throw Self.refusal("port \(target.port) is not allowed (setting images.ports)", pointer)
        }
        return target
    }

    /// The first address of a resolved name, provided that all of them may be reached: the answer is used once and as it is.
    /// - Throws: a ``Problem`` `invalid`.
    public func address(of target: OutboundTarget, among found: [IPAddress], pointer: String = "/url") throws
        -> IPAddress
    {
        guard let first = found.first else {
            throw Self.refusal("the host \(Echo.quoted(target.host)) is not known", pointer)
        }
        guard found.allSatisfy({ address in address.isPublic || networks.contains { $0.contains(address) } }) else {
            throw Self.refusal(
                "\(Echo.quoted(target.host)) is not on the open internet (setting images.allowedNetworks)", pointer)
        }
        return first
    }

    public static func refusal(_ reason: String, _ pointer: String = "/url") -> Problem {
        Problem(
            .invalid, "The URL cannot be used: \(reason).",
            errors: [.init(pointer: pointer, code: "url/forbidden", message: reason)])
    }
}

/// A URL taken apart by one strict reader and put together again from the parts, so that no second reader sees another host.
public struct OutboundTarget: Hashable, Sendable {
    public enum Scheme: String, Sendable { case http, https }

    public let scheme: Scheme
    /// A name or address; IPv6 without brackets.
    public let host: String
    public let port: Int
    /// Path and query, beginning with a slash.
    public let path: String

    public init?(_ text: String) {
        guard text.utf8.count <= 2048, text.utf8.allSatisfy({ (0x21...0x7E).contains($0) }),
            !text.contains(where: { "\\\"<>^`{|}#".contains($0) }), let colon = text.firstRange(of: "://"),
            let scheme = Scheme(rawValue: text[..<colon.lowerBound].lowercased())
        else { return nil }
        let rest = text[colon.upperBound...]
        let end = rest.firstIndex { $0 == "/" || $0 == "?" } ?? rest.endIndex
        guard let (host, port) = Self.authority(rest[..<end]) else { return nil }
        self.scheme = scheme
        self.host = host
        self.port = port ?? (scheme == .https ? 443 : 80)
        path = (rest[end...].hasPrefix("/") ? "" : "/") + rest[end...]
    }

    /// The text with the same parts.
    public var text: String {
        let name = host.contains(":") ? "[\(host)]" : host
        let isUsual = port == (scheme == .https ? 443 : 80)
        return "\(scheme.rawValue)://\(name)\(isUsual ? "" : ":\(port)")\(path)"
    }

    /// The last segment of the path.
    public var fileName: String {
        let plain = path.prefix { $0 != "?" }
        return plain.split(separator: "/").last.map(String.init) ?? ""
    }

    /// Where a `Location` header leads from here; nil for what is no URL.
    public func following(_ location: String) -> String {
        if location.contains("://") { return location }
        if location.hasPrefix("//") { return "\(scheme.rawValue):\(location)" }
        let root = String(text.dropLast(path.count))
        if location.hasPrefix("/") { return root + location }
        let folder = path.prefix { $0 != "?" }.lastIndex(of: "/").map { path[...$0] } ?? "/"
        return root + folder + location
    }

    private static func authority(_ text: Substring) -> (String, Int?)? {
        guard !text.contains("@"), !text.contains("%") else { return nil }
        if text.first == "[" {
            guard let close = text.firstIndex(of: "]") else { return nil }
            let inner = String(text[text.index(after: text.startIndex)..<close])
            guard inner.contains(":"), IPAddress(inner) != nil else { return nil }
            return port(text[text.index(after: close)...]).map { (inner, $0) }
        }
        let colon = text.firstIndex(of: ":") ?? text.endIndex
        let name = text[..<colon].lowercased()
        guard !name.isEmpty, name.utf8.count <= 253, name.utf8.allSatisfy(isPlain) else { return nil }
        return port(text[colon...]).map { (name, $0) }
    }

    /// `:8080`, or nothing.
    private static func port(_ text: Substring) -> Int?? {
        if text.isEmpty { return .some(nil) }
        let digits = text.dropFirst()
        guard text.first == ":", (1...5).contains(digits.count), digits.allSatisfy({ $0.isASCII && $0.isNumber }),
            let port = Int(digits), (1...65_535).contains(port)
        else { return nil }
        return .some(port)
    }

    private static func isPlain(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"),
            UInt8(ascii: "."):
            true
        default: false
        }
    }
}
