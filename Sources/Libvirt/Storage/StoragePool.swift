import CLibvirt
import FoundationEssentials

/// A place of volumes: a directory, a volume group, an NFS export; freed at the end of its scope.
/// Source: <https://libvirt.org/html/libvirt-libvirt-storage.html>.
@safe public struct StoragePool: ~Copyable {
    let pointer: OpaquePointer

    init(owning pointer: OpaquePointer) {
        unsafe self.pointer = pointer
    }

    deinit {
        _ = unsafe virStoragePoolFree(pointer)
    }

    /// The identity; no round trip.
    public func uuid() throws(LibvirtError) -> UUID {
        try unsafe readUUID("virStoragePoolGetUUID") { unsafe virStoragePoolGetUUID(pointer, $0) }
    }

    /// The name; no round trip.
    public func name() throws(LibvirtError) -> String {
        try unsafe copy(virStoragePoolGetName(pointer), "virStoragePoolGetName")
    }

    /// State and sizes as of the last refresh.
    public func info() throws(LibvirtError) -> StoragePoolInfo {
        var info = virStoragePoolInfo()
        try unsafe check(virStoragePoolGetInfo(pointer, &info), "virStoragePoolGetInfo")
        return StoragePoolInfo(
            state: StoragePoolState(rawValue: info.state), capacity: info.capacity, allocation: info.allocation,
            available: info.available)
    }

    /// The definition as XML (<https://libvirt.org/formatstorage.html>).
    public func xml(inactive: Bool = false) throws(LibvirtError) -> String {
        let flags = inactive ? VIR_STORAGE_XML_INACTIVE.rawValue : 0
        return try unsafe take(virStoragePoolGetXMLDesc(pointer, flags), "virStoragePoolGetXMLDesc")
    }

    /// Whether volumes can be used.
    public func isActive() throws(LibvirtError) -> Bool {
        try unsafe check(virStoragePoolIsActive(pointer), "virStoragePoolIsActive") == 1
    }

    /// Whether it has a definition that outlives its activity.
    public func isPersistent() throws(LibvirtError) -> Bool {
        try unsafe check(virStoragePoolIsPersistent(pointer), "virStoragePoolIsPersistent") == 1
    }

    /// Whether it starts with the host.
    public func autostart() throws(LibvirtError) -> Bool {
        var value: Int32 = 0
        try unsafe check(virStoragePoolGetAutostart(pointer, &value), "virStoragePoolGetAutostart")
        return value != 0
    }

    /// Sets whether it starts with the host.
    public func setAutostart(_ autostart: Bool) throws(LibvirtError) {
        try unsafe check(virStoragePoolSetAutostart(pointer, autostart ? 1 : 0), "virStoragePoolSetAutostart")
    }
}

/// The state of a pool (`virStoragePoolState`).
public struct StoragePoolState: OpenEnumeration {
    public var rawValue: Int32
    public init(rawValue: Int32) { self.rawValue = rawValue }
    public static let inactive = Self(rawValue: 0)
    public static let building = Self(rawValue: 1)
    public static let running = Self(rawValue: 2)
    public static let degraded = Self(rawValue: 3)
    public static let inaccessible = Self(rawValue: 4)
}

/// State and sizes of a pool.
public struct StoragePoolInfo: Hashable, Sendable {
    public var state: StoragePoolState
    /// Bytes.
    public var capacity: UInt64
    /// Bytes in use.
    public var allocation: UInt64
    /// Bytes left.
    public var available: UInt64
}
