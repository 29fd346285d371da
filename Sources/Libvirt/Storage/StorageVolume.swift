import CLibvirt

/// One disk or image in a pool; freed at the end of its scope.
@safe public struct StorageVolume: ~Copyable {
    let pointer: OpaquePointer

    init(owning pointer: OpaquePointer) {
        unsafe self.pointer = pointer
    }

    deinit {
        _ = unsafe virStorageVolFree(pointer)
    }

    /// The name in its pool; no round trip.
    public func name() throws(LibvirtError) -> String {
        try unsafe copy(virStorageVolGetName(pointer), "virStorageVolGetName")
    }

    /// The name on the host; no round trip.
    public func key() throws(LibvirtError) -> String {
        try unsafe copy(virStorageVolGetKey(pointer), "virStorageVolGetKey")
    }

    /// Where it lies on the host.
    public func path() throws(LibvirtError) -> String {
        try unsafe take(virStorageVolGetPath(pointer), "virStorageVolGetPath")
    }

    /// Name, key and path.
    public func summary() throws(LibvirtError) -> StorageVolumeSummary {
        StorageVolumeSummary(name: try name(), key: try key(), path: try path())
    }

    /// Kind and sizes.
    public func info() throws(LibvirtError) -> StorageVolumeInfo {
        var info = virStorageVolInfo()
        try unsafe check(virStorageVolGetInfo(pointer, &info), "virStorageVolGetInfo")
        return StorageVolumeInfo(
            kind: .init(rawValue: info.type), capacity: info.capacity, allocation: info.allocation)
    }

    /// The description as XML (<https://libvirt.org/formatstorage.html>).
    public func xml() throws(LibvirtError) -> String {
        try unsafe take(virStorageVolGetXMLDesc(pointer, 0), "virStorageVolGetXMLDesc")
    }

    /// Deletes it. libvirt does not look whether other volumes or domains use it.
    public func delete() throws(LibvirtError) {
        try unsafe check(virStorageVolDelete(pointer, 0), "virStorageVolDelete")
    }

    /// Resizes to `capacity` bytes; smaller only with `.shrink`.
    public func resize(capacity: UInt64, _ flags: ResizeFlags = []) throws(LibvirtError) {
        try unsafe check(virStorageVolResize(pointer, capacity, flags.rawValue), "virStorageVolResize")
    }

    /// Overwrites the content with zeros.
    public func wipe() throws(LibvirtError) {
        try unsafe check(virStorageVolWipe(pointer, 0), "virStorageVolWipe")
    }

    /// How a volume is resized (`virStorageVolResizeFlags`).
    public struct ResizeFlags: OptionSet, Hashable, Sendable {
        public let rawValue: UInt32
        public init(rawValue: UInt32) { self.rawValue = rawValue }
        public static let allocate = Self(rawValue: VIR_STORAGE_VOL_RESIZE_ALLOCATE.rawValue)
        /// By, not to.
        public static let delta = Self(rawValue: VIR_STORAGE_VOL_RESIZE_DELTA.rawValue)
        public static let shrink = Self(rawValue: VIR_STORAGE_VOL_RESIZE_SHRINK.rawValue)
    }
}

/// What a listing tells about a volume.
public struct StorageVolumeSummary: Hashable, Sendable {
    public var name: String
    public var key: String
    public var path: String
}

/// Kind and sizes of a volume.
public struct StorageVolumeInfo: Hashable, Sendable {
    /// `virStorageVolType`.
    public struct Kind: OpenEnumeration {
        public var rawValue: Int32
        public init(rawValue: Int32) { self.rawValue = rawValue }
        public static let file = Self(rawValue: 0)
        public static let block = Self(rawValue: 1)
        public static let directory = Self(rawValue: 2)
        public static let network = Self(rawValue: 3)
    }
    public var kind: Kind
    /// Bytes that the guest sees.
    public var capacity: UInt64
    /// Bytes on the host.
    public var allocation: UInt64
}
