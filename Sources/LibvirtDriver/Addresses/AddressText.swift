import ApusModel
import Glibc
import Libvirt

/// Addresses as guests and hosts tell them: only real ones that others can reach are kept, in their shortest form.
enum AddressText {
    /// The most addresses kept of one guest; what a guest says is its own choice.
    static let limit = 64

    /// The canonical text of an IPv4 or IPv6 address; nil for anything else, and for addresses that lead nowhere
    /// outside the guest (unspecified, loopback, link-local, multicast).
    static func canonical(_ text: String) -> String? {
        guard text.utf8.count < 64 else { return nil }
        return canonicalIPv4(text) ?? canonicalIPv6(text)
    }

    /// A hardware address in lower case; nil for anything else.
    static func mac(_ text: String?) -> String? {
        guard let text, text.utf8.count == 17 else { return nil }
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        let isHex = parts.allSatisfy { $0.count == 2 && $0.allSatisfy { $0.isASCII && $0.isHexDigit } }
        return parts.count == 6 && isHex ? text.lowercased() : nil
    }

    private static func canonicalIPv4(_ text: String) -> String? {
        var address = in_addr()
        guard inet_pton(AF_INET, text, &address) == 1 else { return nil }
        let bytes = withUnsafeBytes(of: address.s_addr) { Array($0) }
        guard let first = bytes.first, isRoutable(first, bytes.dropFirst().first ?? 0) else { return nil }
        return bytes.map { "\($0)" }.joined(separator: ".")
    }

    private static func isRoutable(_ first: UInt8, _ second: UInt8) -> Bool {
        switch (first, second) {
        case (0, _), (127, _), (169, 254), (224..., _): false
        default: true
        }
    }

    private static func canonicalIPv6(_ text: String) -> String? {
        var address = in6_addr()
        guard inet_pton(AF_INET6, text, &address) == 1 else { return nil }
        let bytes = withUnsafeBytes(of: address) { Array($0) }
        guard let first = bytes.first, let second = bytes.dropFirst().first else { return nil }
        let isLocal = bytes.dropLast().allSatisfy { $0 == 0 } && (bytes.last ?? 0) < 2
        guard !isLocal, first != 0xFF, !(first == 0xFE && second & 0xC0 == 0x80) else { return nil }
        var buffer = [CChar](repeating: 0, count: Int(INET6_ADDRSTRLEN))
        guard inet_ntop(AF_INET6, &address, &buffer, socklen_t(INET6_ADDRSTRLEN)) != nil else { return nil }
        return String(decoding: buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
}

extension [GuestAddress] {
    /// What interfaces tell: each address once, those of the machine's own cards first, IPv4 before IPv6.
    init(_ interfaces: [DomainInterface], source: GuestAddress.Source, macs: Set<String>) {
        let found = interfaces.prefix(256).flatMap { interface in
            interface.addresses.prefix(AddressText.limit).compactMap { address in
                AddressText.canonical(address.address).map {
                    GuestAddress(address: $0, mac: AddressText.mac(interface.mac), source: source)
                }
            }
        }
        self.init(tidied: found, macs: macs)
    }

    /// - Parameter tidied: real addresses in any order.
    init(tidied found: [GuestAddress], macs: Set<String>) {
        var seen: Set<String> = []
        let unique = found.filter { seen.insert($0.address).inserted }
        func rank(_ address: GuestAddress) -> Int {
            let isOwn = address.mac.map(macs.contains) ?? false
            return (isOwn ? 0 : 2) + (address.address.contains(":") ? 1 : 0)
        }
        // `sorted` is stable.
        self = Array(unique.sorted { rank($0) < rank($1) }.prefix(AddressText.limit))
    }
}
