import Schema

/// A physical machine of the `pm_file`: `user@10.1.36.68`, `10.1.36.68`, `localhost`, or libvirt's own address.
public struct HostLine: Hashable, Sendable {
    /// In libvirt's form.
    public var address: String
    /// The host alone, as image files name it too.
    public var host: String
    /// The name of a provider for it.
    public var name: String

    static func parse(_ text: String) -> Result<HostLine, CourseWords> {
        guard text.utf8.count <= 512 else { return .failure(CourseWords("is longer than 512 bytes")) }
        if text.contains("://") {
            return .success(full(text))
        }
        guard let (user, host) = UserAtHost.parse(text) else {
            return .failure(CourseWords("\(Echo.quoted(text)) is neither user@address, an address nor libvirt's URI"))
        }
        let name = CourseName.safe(host, attempt: 0)
        if UserAtHost.isLocal(host) {
            return .success(HostLine(address: "qemu:///system", host: "localhost", name: "localhost"))
        }
        let authority = host.contains(":") ? "[\(host)]" : host
        let address = "qemu+ssh://\(user.map { $0 + "@" } ?? "")\(authority)/system"
        return .success(HostLine(address: address, host: host, name: name))
    }

    /// libvirt's own address: whether it is one is asked of the driver.
    private static func full(_ address: String) -> HostLine {
        let plain = String(address.prefix { $0 != "?" })
        let parts = plain.split(separator: "/", omittingEmptySubsequences: false)
        let authority = parts.count > 2 ? parts[2].split(separator: "@").last.map(String.init) ?? "" : ""
        let host = Listener.host(of: authority)
        let isLocal = host.isEmpty || UserAtHost.isLocal(host)
        return HostLine(
            address: address, host: isLocal ? "localhost" : host,
            name: CourseName.safe(isLocal ? plain : host, attempt: 0))
    }
}

/// `user@host`, as ssh takes it.
enum UserAtHost {
    /// nil for what is neither a host name nor an address, or could be taken for an option.
    static func parse(_ text: String) -> (user: String?, host: String)? {
        let parts = text.split(separator: "@", omittingEmptySubsequences: false).map(String.init)
        guard parts.count <= 2, var host = parts.last else { return nil }
        if host.hasPrefix("["), host.hasSuffix("]") { host = String(host.dropFirst().dropLast()) }
        let user = parts.count == 2 ? parts.first : nil
        guard isHost(host), user.map({ isPlain($0, "._-") }) ?? true else { return nil }
        return (user, host)
    }

    static func isLocal(_ host: String) -> Bool { Configuration.isLoopback(host.lowercased()) }

    private static func isHost(_ text: String) -> Bool {
        guard text.contains(":") else { return isPlain(text, ".-_") && text.utf8.count <= 253 }
        let groups = text.split(separator: ":", omittingEmptySubsequences: false)
        return (3...9).contains(groups.count) && text.utf8.allSatisfy { isHexadecimal($0) || $0 == 58 || $0 == 46 }
    }

    private static func isHexadecimal(_ byte: UInt8) -> Bool {
        Character(Unicode.Scalar(byte)).isHexDigit && byte < 128
    }

    /// ASCII letters, digits and some signs, none of which it begins with.
    private static func isPlain(_ text: String, _ signs: String) -> Bool {
        guard let first = text.utf8.first, isLetterOrDigit(first) else { return false }
        return text.utf8.allSatisfy { isLetterOrDigit($0) || signs.utf8.contains($0) }
    }

    private static func isLetterOrDigit(_ byte: UInt8) -> Bool { LiteralReader.isWord(byte) && byte != 95 }
}
