extension VirtualMachine {
    /// The address that other programs reach it under: IPv4 before IPv6; nil where none is known. What holds only within the
    /// guest or on its link does not count.
    public var reachableAddress: String? {
        let usable = addresses.map(\.address).filter { !Self.isOwn($0) }
        return usable.first { !$0.contains(":") } ?? usable.first
    }

    /// Loopback (127.0.0.0/8, ::1) and link-local addresses (169.254.0.0/16, fe80::/10).
    private static func isOwn(_ address: String) -> Bool {
        let text = address.lowercased()
        if ["127.", "169.254."].contains(where: text.hasPrefix) || text == "::1" { return true }
        return ["fe8", "fe9", "fea", "feb"].contains(where: text.hasPrefix) && text.contains(":")
    }
}
