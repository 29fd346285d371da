/// What a storage pool's XML says (libvirt's formatstorage).
public struct PoolDescription: Hashable, Sendable {
    public var name: String
    public var uuid: String?
    /// `dir`, `fs`, `netfs`, `logical`, `iscsi`, `rbd`, …
    public var type: String
    /// The size in bytes; zero for a pool that is not active.
    public var capacity: Int64?
    /// The bytes that are used.
    public var allocation: Int64?
    /// The bytes that are free.
    public var available: Int64?
    /// Where the volumes are on the host.
    public var path: String?
    public var source: Source

    /// Where the pool's storage comes from; all nil for a plain directory.
    public struct Source: Hashable, Sendable {
        /// The names of the hosts that serve it.
        public var hosts: [String]
        /// A directory, such as an export of NFS.
        public var directory: String?
        /// Block devices, or an iSCSI target.
        public var devices: [String]
        /// A volume group, a pool of Ceph, …
        public var name: String?
        public var format: String?
    }

    /// Reads the XML of a pool, as `virStoragePoolGetXMLDesc` gives it.
    ///
    /// - Throws: `XMLError` where the text is not XML or its root is not `<pool>`.
    public init(xml: String) throws(XMLError) {
        self.init(try XMLTree.parse(xml, root: "pool"))
    }

    /// Reads a `<pool>` element.
    public init(_ pool: Element) {
        name = pool.text(at: "name") ?? ""
        uuid = pool.word(at: "uuid")?.lowercased()
        type = pool.attribute("type") ?? ""
        capacity = pool.bytes(at: "capacity", default: 1)
        allocation = pool.bytes(at: "allocation", default: 1)
        available = pool.bytes(at: "available", default: 1)
        path = pool.word(at: "target/path")
        source = Source(pool.first("source") ?? Element(name: "source"))
    }
}

extension PoolDescription.Source {
    init(_ source: Element) {
        hosts = source.all("host").compactMap { $0.attribute("name") }
        directory = source.attribute("path", at: "dir")
        devices = source.all("device").compactMap { $0.attribute("path") }
        name = source.word(at: "name")
        format = source.attribute("type", at: "format")
    }
}
