import FoundationEssentials

/// The number that the course API gives to a VM. The hypervisors have all else.
public struct CourseMachine: Registered {
    public static var noun: String { "course-vm" }
    /// The VM's.
    public var id: UUID
    public var number: Int64 = 0
    /// Unique as a name must be: the id.
    public var name: String

    init(_ id: UUID) {
        self.id = id
        name = id.uuidString
    }
}

/// A volume of the course API: it is a promise until it is first attached, and then a volume of that VM's host.
public struct CourseVolume: Registered {
    public static var noun: String { "course-volume" }
    public var id: UUID
    public var number: Int64 = 0
    /// As it was asked for.
    public var name: String
    /// GiB.
    public var size: Int64
    /// Where it was made; nil before it is first attached.
    public var place: Place?

    public struct Place: Codable, Hashable, Sendable {
        public var host: UUID
        public var pool: String

        public init(host: UUID, pool: String) {
            self.host = host
            self.pool = pool
        }
    }

    /// The file in its pool; the number is never used again, so neither is this name.
    public var file: String { "course-\(number).qcow2" }

    /// Whether a file of a pool is a course volume: Apus made it, though it is no VM's own.
    static func isFile(_ name: String) -> Bool { name.wholeMatch(of: /course-[0-9]+\.qcow2/) != nil }
}

/// What `orchestrate` was given: in the order of the lines, which are the numbers of the course API.
public struct CourseCatalog: Registered {
    public static var noun: String { "course-catalog" }
    public var id = UUID()
    public var number: Int64 = 0
    public var name = "catalog"
    public var providers: [UUID] = []
    public var images: [NamedImage] = []
    public var types: [NumberedType] = []

    public init() {}

    public struct NamedImage: Codable, Hashable, Sendable {
        /// The file's name without its ending.
        public var name: String
        /// nil for a line whose file was not found: it keeps its number.
        public var image: UUID?
        /// Where it was copied from; nil for one that lies where its line says.
        public var source: String?

        public init(name: String, image: UUID?, source: String? = nil) {
            self.name = name
            self.image = image
            self.source = source
        }
    }

    public struct NumberedType: Codable, Hashable, Sendable {
        /// The `tid`.
        public var number: Int64
        public var instanceType: UUID

        public init(number: Int64, instanceType: UUID) {
            self.number = number
            self.instanceType = instanceType
        }
    }
}
