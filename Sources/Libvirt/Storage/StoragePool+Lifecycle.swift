import CLibvirt

extension StoragePool {
    /// What starting a pool does besides (`virStoragePoolCreateFlags`).
    public struct StartFlags: OptionSet, Hashable, Sendable {
        public let rawValue: UInt32
        public init(rawValue: UInt32) { self.rawValue = rawValue }
        /// Makes the place first.
        public static let build = Self(rawValue: VIR_STORAGE_POOL_CREATE_WITH_BUILD.rawValue)
    }

    /// Starts the pool.
    public func create(_ flags: StartFlags = []) throws(LibvirtError) {
        try unsafe check(virStoragePoolCreate(pointer, flags.rawValue), "virStoragePoolCreate")
    }

    /// Makes the place: creates the directory, formats the volume group.
    public func build() throws(LibvirtError) {
        try unsafe check(virStoragePoolBuild(pointer, 0), "virStoragePoolBuild")
    }

    /// Stops the pool; the data stays.
    public func destroy() throws(LibvirtError) {
        try unsafe check(virStoragePoolDestroy(pointer), "virStoragePoolDestroy")
    }

    /// Removes the definition of a stopped pool; the data stays.
    public func undefine() throws(LibvirtError) {
        try unsafe check(virStoragePoolUndefine(pointer), "virStoragePoolUndefine")
    }

    /// Deletes the place of a stopped pool, and with it the data.
    public func delete() throws(LibvirtError) {
        try unsafe check(virStoragePoolDelete(pointer, 0), "virStoragePoolDelete")
    }

    /// Looks for volumes again. Fails while a clone or build runs in the pool; slow on network storage.
    public func refresh() throws(LibvirtError) {
        try unsafe check(virStoragePoolRefresh(pointer, 0), "virStoragePoolRefresh")
    }
}
