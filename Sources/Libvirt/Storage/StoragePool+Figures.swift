import CLibvirt

extension StoragePool {
    /// How many volumes it has, as of the last refresh. Throws `.operationInvalid` for a stopped pool.
    public func volumeTotal() throws(LibvirtError) -> Int {
        Int(try unsafe check(virStoragePoolNumOfVolumes(pointer), "virStoragePoolNumOfVolumes"))
    }
}

extension Connection {
    /// The kinds of pool the host can have, as XML (<https://libvirt.org/formatstoragecaps.html>).
    public func storagePoolCapabilities() throws(LibvirtError) -> String {
        try unsafe take(virConnectGetStoragePoolCapabilities(pointer, 0), "virConnectGetStoragePoolCapabilities")
    }
}
