import CLibvirt
import FoundationEssentials

extension Connection {
    /// Which pools are listed (`virConnectListAllStoragePoolsFlags`); none is all.
    public struct PoolFilter: OptionSet, Hashable, Sendable {
        public let rawValue: UInt32
        public init(rawValue: UInt32) { self.rawValue = rawValue }
        public static let inactive = Self(rawValue: VIR_CONNECT_LIST_STORAGE_POOLS_INACTIVE.rawValue)
        public static let active = Self(rawValue: VIR_CONNECT_LIST_STORAGE_POOLS_ACTIVE.rawValue)
    }

    /// Identity and name of each pool, in one call.
    public func listPools(_ filter: PoolFilter = []) throws -> [NamedSummary] {
        try listPools(filter) { pool in NamedSummary(uuid: try pool.uuid(), name: try pool.name()) }
    }

    /// Hands each pool to `body`.
    public func listPools<Element>(
        _ filter: PoolFilter = [], _ body: (borrowing StoragePool) throws -> Element
    ) throws -> [Element] {
        try unsafe collect("virConnectListAllStoragePools") {
            unsafe virConnectListAllStoragePools(pointer, $0, filter.rawValue)
        } free: {
            _ = unsafe virStoragePoolFree($0)
        } _: {
            let pool = unsafe StoragePool(owning: $0)
            return try body(pool)
        }
    }

    /// The pool of an identity. Throws `.noStoragePool`.
    public func pool(_ uuid: UUID) throws(LibvirtError) -> StoragePool {
        try unsafe StoragePool(
            owning: lookUp(uuid, "virStoragePoolLookupByUUID") { unsafe virStoragePoolLookupByUUID(pointer, $0) })
    }

    /// The pool of a name. Throws `.noStoragePool`.
    public func pool(named name: String) throws(LibvirtError) -> StoragePool {
        let call = "virStoragePoolLookupByName"
        return try unsafe StoragePool(owning: check(virStoragePoolLookupByName(pointer, whole(name, call)), call))
    }

    /// Makes or replaces a definition; then build, create, autostart.
    public func definePool(_ xml: String) throws(LibvirtError) -> StoragePool {
        let call = "virStoragePoolDefineXML"
        return try unsafe StoragePool(owning: check(virStoragePoolDefineXML(pointer, whole(xml, call), 0), call))
    }

    /// Starts a transient pool.
    public func createPool(_ xml: String, _ flags: StoragePool.StartFlags = []) throws(LibvirtError) -> StoragePool {
        let call = "virStoragePoolCreateXML"
        return try unsafe StoragePool(
            owning: check(virStoragePoolCreateXML(pointer, whole(xml, call), flags.rawValue), call))
    }

    /// The volume at a path of the host. Throws `.noStorageVolume`.
    public func volume(path: String) throws(LibvirtError) -> StorageVolume {
        let call = "virStorageVolLookupByPath"
        return try unsafe StorageVolume(owning: check(virStorageVolLookupByPath(pointer, whole(path, call)), call))
    }

    /// The volume of a key. Throws `.noStorageVolume`.
    public func volume(key: String) throws(LibvirtError) -> StorageVolume {
        let call = "virStorageVolLookupByKey"
        return try unsafe StorageVolume(owning: check(virStorageVolLookupByKey(pointer, whole(key, call)), call))
    }
}
