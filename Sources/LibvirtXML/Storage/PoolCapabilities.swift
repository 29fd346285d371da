/// What `virConnectGetStoragePoolCapabilities` tells (libvirt's formatstoragecaps).
public struct PoolCapabilities: Hashable, Sendable {
    /// The kinds of pool that the host supports.
    public var kinds: Set<String>

    /// - Throws: `XMLError` where the text is not XML or its root is not `<storagepoolCapabilities>`.
    public init(xml: String) throws(XMLError) {
        let root = try XMLTree.parse(xml, root: "storagepoolCapabilities")
        kinds = Set(root.all("pool").filter { $0.flag("supported") == true }.compactMap { $0.attribute("type") })
    }
}
