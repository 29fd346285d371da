/// What a snapshot's XML says (libvirt's formatsnapshot, read as 9.0 writes it).
public struct SnapshotDescription: Hashable, Sendable {
    /// A disk as the snapshot took it.
    public struct Disk: Hashable, Sendable {
        /// `internal`, `external`, `no` or `manual`.
        public var mode: String
        /// The name in the guest.
        public var target: String
        /// The overlay that holds what was written after an external snapshot.
        public var overlay: String?
    }

    public var name: String
    public var description: String?
    /// What the domain did then: `running`, `paused`, `shutoff`, or `disk-snapshot` where memory was left out.
    public var state: String
    public var parent: String?
    /// Seconds since 1970.
    public var creationTime: Int64?
    /// `internal`, `external` or `no`.
    public var memory: String
    public var disks: [Disk]
    /// The definition as it was then.
    public var domain: DomainDescription?

    /// Reads the XML of a snapshot, as `virDomainSnapshotGetXMLDesc` gives it.
    ///
    /// - Throws: `XMLError` where the text is not XML or its root is not `<domainsnapshot>`.
    public init(xml: String) throws(XMLError) {
        self.init(try XMLTree.parse(xml, root: "domainsnapshot"))
    }

    /// Reads a `<domainsnapshot>` element.
    public init(_ snapshot: Element) {
        name = snapshot.text(at: "name") ?? ""
        description = snapshot.word(at: "description")
        state = snapshot.word(at: "state") ?? ""
        parent = snapshot.word(at: "parent/name")
        creationTime = snapshot.word(at: "creationTime").flatMap { Int64($0) }
        memory = snapshot.attribute("snapshot", at: "memory") ?? "no"
        disks = snapshot.all("disks/disk").map(Disk.init)
        domain = snapshot.first("domain").map { DomainDescription($0) }
    }

    /// Whether what was written after it lies in images of its own.
    public var isExternal: Bool { memory == "external" || disks.contains { $0.mode == "external" } }
}

extension SnapshotDescription.Disk {
    init(_ disk: Element) {
        mode = disk.attribute("snapshot") ?? "internal"
        target = disk.attribute("name") ?? ""
        overlay = ImageSource(in: disk).path
    }
}
