extension LibvirtAddress {
    /// Why a text is no address.
    public struct ParseError: Error, Hashable, Sendable, CustomStringConvertible {
        /// The part at fault.
        public enum Part: String, Hashable, Sendable {
            case address, driver, transport, user, host, port, path, query, socket
        }
        public var part: Part
        /// For people; it does not repeat the text.
        public var reason: String

        public var description: String { "\(part.rawValue): \(reason)" }
    }

    /// The most characters of an address.
    public static let maximumLength = 1024

    /// Reads an address strictly: what is not known is refused.
    public init(parsing text: String) throws(ParseError) {
        guard text.utf8.count <= Self.maximumLength else {
            throw ParseError(part: .address, reason: "longer than \(Self.maximumLength) bytes")
        }
        // Printable ASCII only: no blanks, control characters or look-alikes anywhere.
        guard text.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) else {
            throw ParseError(part: .address, reason: "blanks, control characters and non-ASCII are not allowed")
        }
        guard let (scheme, rest) = text.divided(at: "://") else {
            throw ParseError(part: .address, reason: "expected driver://…/path")
        }
        guard !rest.contains("#") else { throw ParseError(part: .address, reason: "a fragment is not allowed") }
        let (hierarchy, query) = rest.divided(at: "?") ?? (rest, nil)
        guard let slash = hierarchy.firstIndex(of: "/") else {
            throw ParseError(part: .path, reason: "missing; expected for example /system")
        }
        let (driver, transport) = try Self.scheme(scheme)
        let authority = try Authority(hierarchy[..<slash])
        self.init(
            driver: driver, transport: transport, user: authority.user, host: authority.host, port: authority.port,
            path: try Self.path(hierarchy[slash...], .path), socket: try query.map(Self.socket))
        try checkTogether()
    }

    private static func scheme(_ text: Substring) throws(ParseError) -> (Driver, Transport?) {
        let (name, way) = text.divided(at: "+") ?? (text, nil)
        guard let driver = Driver(rawValue: String(name)) else {
            throw ParseError(
                part: .driver, reason: "expected one of \(Driver.allCases.map(\.rawValue).joined(separator: ", "))")
        }
        guard let way else { return (driver, nil) }
        guard let transport = Transport(rawValue: String(way)) else {
            throw ParseError(
                part: .transport,
                reason: "expected one of \(Transport.allCases.map(\.rawValue).joined(separator: ", "))")
        }
        return (driver, transport)
    }

    private static func socket(_ query: Substring) throws(ParseError) -> String {
        guard let (key, value) = query.divided(at: "="), key == "socket" else {
            throw ParseError(part: .query, reason: "only socket=/path is allowed")
        }
        guard !value.contains("&"), !value.contains(";") else {
            throw ParseError(part: .query, reason: "only one key is allowed")
        }
        guard value.hasPrefix("/"), value.count > 1 else {
            throw ParseError(part: .socket, reason: "expected an absolute path")
        }
        return try path(value, .socket)
    }

    private static func path(_ text: Substring, _ part: ParseError.Part) throws(ParseError) -> String {
        guard text.utf8.allSatisfy({ $0.isLetterOrDigit || "/._~+-".utf8.contains($0) }) else {
            throw ParseError(part: part, reason: "only letters, digits and / . _ ~ + - are allowed")
        }
        let segments = text.split(separator: "/", omittingEmptySubsequences: false)
        guard !segments.contains(".."), !segments.contains(".") else {
            throw ParseError(part: part, reason: ". and .. are not allowed")
        }
        guard text == "/" || !segments.dropFirst().contains("") else {
            throw ParseError(part: part, reason: "empty segments are not allowed")
        }
        return String(text)
    }

    /// What the parts ask of each other.
    private func checkTogether() throws(ParseError) {
        if driver.isClientSide {
            guard transport == nil else { throw ParseError(part: .transport, reason: "\(driver.rawValue) has none") }
            guard host != nil else { throw ParseError(part: .host, reason: "\(driver.rawValue) needs one") }
        }
        if let transport, transport != .unix, host == nil {
            throw ParseError(part: .host, reason: "\(transport.rawValue) needs one")
        }
        if transport == .unix, host != nil { throw ParseError(part: .host, reason: "a UNIX socket has none") }
        if host == nil, user != nil || port != nil {
            throw ParseError(part: .host, reason: "user and port need one")
        }
        if user != nil, transport != .ssh, !driver.isClientSide {
            throw ParseError(part: .user, reason: "only ssh, esx, vpx, gsx and hyperv take one")
        }
        if socket != nil, transport != .unix, transport != .ssh {
            throw ParseError(part: .socket, reason: "only +unix and +ssh take one")
        }
    }
}

extension Substring {
    /// The text before and after the first `separator`.
    func divided(at separator: String) -> (Substring, Substring)? {
        var start = startIndex
        while start < endIndex {
            let rest = self[start...]
            if rest.hasPrefix(separator) { return (self[..<start], rest.dropFirst(separator.count)) }
            start = index(after: start)
        }
        return nil
    }
}

extension String {
    fileprivate func divided(at separator: String) -> (Substring, Substring)? { self[...].divided(at: separator) }
}

extension UInt8 {
    var isDigit: Bool { (0x30...0x39).contains(self) }
    var isLetterOrDigit: Bool { isDigit || (0x41...0x5A).contains(self) || (0x61...0x7A).contains(self) }
}
