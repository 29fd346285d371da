/// What an administrator chose for one host; what is nil there is the server's own.
public struct HostSettings: Codable, Hashable, Sendable {
    /// Words to choose hosts by: `rack` = `a1`.
    public var labels: [String: String] = [:]
    public var overcommit: Overcommit?
    public var reserved: Reserved?
    /// Why it takes no new machines; nil where it takes them.
    public var mode: Host.Mode?

    public init() {}

    /// How much is promised per one that is there.
    public struct Overcommit: Codable, Hashable, Sendable {
        public var cpu: Double?
        public var memory: Double?
        public var disk: Double?

        public init(cpu: Double? = nil, memory: Double? = nil, disk: Double? = nil) {
            (self.cpu, self.memory, self.disk) = (cpu, memory, disk)
        }
    }

    /// What is kept for the host itself: threads, bytes, bytes of its standard pool.
    public struct Reserved: Codable, Hashable, Sendable {
        public var cpus: Int?
        public var memory: Int64?
        public var disk: Int64?

        public init(cpus: Int? = nil, memory: Int64? = nil, disk: Int64? = nil) {
            (self.cpus, self.memory, self.disk) = (cpus, memory, disk)
        }
    }
}

/// Body of `PATCH /api/v1/hosts/{ref}`, a merge patch (RFC 7396): what is absent stays, what is null is taken away.
public struct ChangeHost: Codable, Hashable, Sendable {
    public var labels: [String: String?]?
    /// `cpu`, `memory`, `disk`; null leaves it to the server's settings.
    public var overcommit: [String: Double?]?
    /// `cpus`, `memory`, `disk`; null leaves it to the server's settings.
    public var reserved: [String: Int64?]?

    public init() {}
}

/// The grammar of labels.
public enum HostLabel {
    /// The most labels of one host.
    public static let maximum = 64
    public static let keyPattern = "^[a-z0-9]([a-z0-9._/-]{0,61}[a-z0-9])?$"
    public static let valuePattern = "^[A-Za-z0-9]([A-Za-z0-9._/-]{0,61}[A-Za-z0-9])?$"
    public static let keyRule =
        "must be 1 to 63 lower-case letters, digits and inner . _ / -, and none of name, provider, arch, hypervisor"
    public static let valueRule = "must be 1 to 63 letters, digits and inner . _ / -"
    /// What every host says of itself under these keys.
    public static let reserved: Set<String> = ["name", "provider", "arch", "hypervisor"]

    public static func isKey(_ text: String) -> Bool {
        isValue(text) && !reserved.contains(text)
            && !text.utf8.contains { (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains($0) }
    }

    public static func isValue(_ text: String) -> Bool {
        let bytes = text.utf8
        guard (1...63).contains(bytes.count), bytes.first.map(isLetterOrDigit) == true,
            bytes.last.map(isLetterOrDigit) == true
        else { return false }
        return bytes.allSatisfy { isLetterOrDigit($0) || "._/-".utf8.contains($0) }
    }

    private static func isLetterOrDigit(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"):
            true
        default: false
        }
    }
}
