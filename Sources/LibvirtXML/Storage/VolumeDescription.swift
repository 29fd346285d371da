/// What a volume's XML says (libvirt's formatstorage).
public struct VolumeDescription: Hashable, Sendable {
    public var name: String
    /// What identifies the volume on its host; for files the path.
    public var key: String?
    public var path: String?
    /// `file`, `block`, `dir`, `network` or `netdir`.
    public var type: String?
    /// The size that a guest sees, in bytes.
    public var capacity: Int64?
    /// The bytes taken from the pool.
    public var allocation: Int64?
    /// The size of the file or device on the host, in bytes.
    public var physical: Int64?
    /// Such as `qcow2` or `raw`.
    public var format: String?
    /// The image below this one.
    public var backingPath: String?
    public var backingFormat: String?

    /// Reads the XML of a volume, as `virStorageVolGetXMLDesc` gives it.
    ///
    /// - Throws: `XMLError` where the text is not XML or its root is not `<volume>`.
    public init(xml: String) throws(XMLError) {
        self.init(try XMLTree.parse(xml, root: "volume"))
    }

    /// Reads a `<volume>` element.
    public init(_ volume: Element) {
        name = volume.text(at: "name") ?? ""
        key = volume.word(at: "key")
        path = volume.word(at: "target/path")
        type = volume.attribute("type")
        capacity = volume.bytes(at: "capacity", default: 1)
        allocation = volume.bytes(at: "allocation", default: 1)
        physical = volume.bytes(at: "physical", default: 1)
        format = volume.attribute("type", at: "target/format")
        backingPath = volume.word(at: "backingStore/path")
        backingFormat = volume.attribute("type", at: "backingStore/format")
    }
}
