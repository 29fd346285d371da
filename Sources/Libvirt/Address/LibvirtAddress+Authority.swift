import Glibc

extension LibvirtAddress {
    /// `[user@][host][:port]`.
    struct Authority {
        var user: String?
        var host: String?
        var port: UInt16?

        init(_ text: Substring) throws(ParseError) {
            var rest = text
            if let (user, remainder) = text.divided(at: "@") {
                self.user = try Self.user(user)
                rest = remainder
            }
            let (host, port) = try Self.divide(rest)
            if !host.isEmpty { self.host = try Self.host(host, isBracketed: rest.hasPrefix("[")) }
            self.port = try port.map(Self.port)
        }

        /// Host and port; brackets taken off.
        private static func divide(_ text: Substring) throws(ParseError) -> (Substring, Substring?) {
            guard text.hasPrefix("[") else {
                guard let (host, port) = text.divided(at: ":") else { return (text, nil) }
                return (host, port)
            }
            guard let (host, after) = text.dropFirst().divided(at: "]"), !host.isEmpty else {
                throw ParseError(part: .host, reason: "expected [IPv6 address]")
            }
            if after.isEmpty { return (host, nil) }
            guard after.hasPrefix(":") else { throw ParseError(part: .host, reason: "expected :port after ]") }
            return (host, after.dropFirst())
        }

        /// A leading `-` would be an option of ssh.
        private static func user(_ text: Substring) throws(ParseError) -> String {
            guard let first = text.utf8.first, first.isLetterOrDigit || first == UInt8(ascii: "_"),
                text.utf8.count <= 64, text.utf8.allSatisfy({ $0.isLetterOrDigit || "._-".utf8.contains($0) })
            else {
                throw ParseError(part: .user, reason: "expected letters, digits and . _ -, not leading, at most 64")
            }
            return String(text)
        }

        private static func port(_ text: Substring) throws(ParseError) -> UInt16 {
            guard text.utf8.allSatisfy(\.isDigit), text.utf8.first != UInt8(ascii: "0"), let port = UInt16(text) else {
                throw ParseError(part: .port, reason: "expected 1 to 65535")
            }
            return port
        }

        private static func host(_ text: Substring, isBracketed: Bool) throws(ParseError) -> String {
            if isBracketed {
                guard isAddress(text, AF_INET6) else {
                    throw ParseError(part: .host, reason: "not an IPv6 address")
                }
                return String(text)
            }
            let labels = text.split(separator: ".", omittingEmptySubsequences: false)
            guard text.utf8.count <= 253, labels.allSatisfy(isLabel) else {
                throw ParseError(part: .host, reason: "not a host name, IPv4 or [IPv6] address")
            }
            // Resolvers read 1, 0x7f.1 or 017700000001 as addresses.
            if let last = labels.last?.utf8.first, last.isDigit, !isAddress(text, AF_INET) {
                throw ParseError(part: .host, reason: "not an IPv4 address")
            }
            return String(text)
        }

        private static func isLabel(_ label: Substring) -> Bool {
            guard let first = label.utf8.first, let last = label.utf8.last, label.utf8.count <= 63 else { return false }
            return first.isLetterOrDigit && last.isLetterOrDigit
                && label.utf8.allSatisfy { $0.isLetterOrDigit || "_-".utf8.contains($0) }
        }

        private static func isAddress(_ text: Substring, _ family: Int32) -> Bool {
            var address = in6_addr()
            return unsafe inet_pton(family, String(text), &address) == 1
        }
    }
}
