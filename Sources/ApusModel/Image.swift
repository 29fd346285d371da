import FoundationEssentials

/// A disk image that machines are made from: a file that lies on the hosts, or one that Apus was given and keeps in their pools.
public struct Image: Codable, Hashable, Sendable, Identifiable {
    /// VMDK and VDI come from other hypervisors: they are taken as uploads and by URL, and are qcow2 once they are ready.
    public enum Format: String, Codable, Sendable, CaseIterable { case qcow2, raw, iso, vmdk, vdi }

    public enum State: String, Codable, Sendable, CaseIterable {
        /// Its bytes are sent by a client; ``Image/expiresAt`` says until when.
        case uploading
        /// Its bytes are fetched from ``Image/url``.
        case downloading
        case ready
    }

    /// A file of the image that Apus made in a host's pool, and may delete.
    public struct Copy: Codable, Hashable, Sendable {
        public enum State: String, Codable, Sendable, CaseIterable { case filling, ready }

        public var host: UUID
        public var pool: String
        public var volume: String
        /// Absolute path on that host.
        public var path: String
        public var state: State

        public init(host: UUID, pool: String, volume: String, path: String, state: State) {
            self.host = host
            self.pool = pool
            self.volume = volume
            self.path = path
            self.state = state
        }
    }

    public var id: UUID
    public var number: Int64
    public var name: String
    /// Absolute path on the hosts; of the first copy where Apus keeps it.
    public var path: String
    public var format: Format
    public var state: State = .ready
    /// Bytes the guest sees; nil while no host has shown the file.
    public var virtualSize: Int64?
    /// Bytes of the file; while it comes, those that were announced.
    public var size: Int64?
    /// SHA-256 of the file, lower-case hexadecimal; while it comes, the one that was announced.
    public var sha256: String?
    /// Where it was fetched from.
    public var url: String?
    /// Fingerprint of the OpenPGP key that signed its checksum; nil where no signature was asked for.
    public var signedBy: String?
    /// The name that several versions share; machines made from it take the newest that is ready.
    public var family: String?
    /// Counts up within the family.
    public var version: Int?
    /// Who logs in by ssh in machines made from it.
    public var sshUser: String?
    /// The files that Apus made; none for an image that was registered by its path.
    public var copies: [Copy] = []
    /// When an unfinished upload is given up.
    public var expiresAt: Date?
    /// Names of the machines made from it; figured out from the inventory, never stored.
    public var usedBy: [String] = []
    public var createdAt: Date

    public init(id: UUID, number: Int64, name: String, path: String, format: Format, createdAt: Date) {
        self.id = id
        self.number = number
        self.name = name
        self.path = path
        self.format = format
        self.createdAt = createdAt
    }
}

extension Image {
    /// Rows that an earlier version stored lack what came later.
    public init(from decoder: any Decoder) throws {
        let fields = try decoder.container(keyedBy: CodingKeys.self)
        self.init(
            id: try fields.decode(UUID.self, forKey: .id), number: try fields.decode(Int64.self, forKey: .number),
            name: try fields.decode(String.self, forKey: .name), path: try fields.decode(String.self, forKey: .path),
            format: try fields.decode(Format.self, forKey: .format),
            createdAt: try fields.decode(Date.self, forKey: .createdAt))
        state = try fields.decodeIfPresent(State.self, forKey: .state) ?? .ready
        virtualSize = try fields.decodeIfPresent(Int64.self, forKey: .virtualSize)
        size = try fields.decodeIfPresent(Int64.self, forKey: .size)
        sha256 = try fields.decodeIfPresent(String.self, forKey: .sha256)
        url = try fields.decodeIfPresent(String.self, forKey: .url)
        signedBy = try fields.decodeIfPresent(String.self, forKey: .signedBy)
        family = try fields.decodeIfPresent(String.self, forKey: .family)
        version = try fields.decodeIfPresent(Int.self, forKey: .version)
        copies = try fields.decodeIfPresent([Copy].self, forKey: .copies) ?? []
        expiresAt = try fields.decodeIfPresent(Date.self, forKey: .expiresAt)
        usedBy = try fields.decodeIfPresent([String].self, forKey: .usedBy) ?? []
    }

    /// The copy on a host, once it is whole.
    public func copy(on host: UUID) -> Copy? { copies.first { $0.host == host && $0.state == .ready } }
}

extension Image.Format {
    /// What QEMU and libvirt call it: an ISO 9660 file is plain bytes to them.
    public var driverName: String { self == .iso ? "raw" : rawValue }

    /// Those that a volume, a disk or a CD-ROM may have.
    public static let usable: [Image.Format] = [.qcow2, .raw, .iso]

    /// Whether a file of it is converted before it is used.
    public var isForeign: Bool { self == .vmdk || self == .vdi }
}
