import CLibvirt

extension StoragePool {
    /// How a volume is made (`virStorageVolCreateFlags`).
    public struct VolumeFlags: OptionSet, Hashable, Sendable {
        public let rawValue: UInt32
        public init(rawValue: UInt32) { self.rawValue = rawValue }
        /// Allocates the metadata of a qcow2 file ahead.
        public static let preallocateMetadata = Self(
            rawValue: VIR_STORAGE_VOL_CREATE_PREALLOC_METADATA.rawValue)
        /// Copies by reference where the file system can.
        public static let reflink = Self(rawValue: VIR_STORAGE_VOL_CREATE_REFLINK.rawValue)
    }

    /// Name, key and path of each volume, in one call.
    public func listVolumes() throws -> [StorageVolumeSummary] {
        try listVolumes { volume in try volume.summary() }
    }

    /// Hands each volume to `body`. A volume whose file went in between is left out: libvirt knows it until the pool is refreshed.
    public func listVolumes<Element>(_ body: (borrowing StorageVolume) throws -> Element) throws -> [Element] {
        let found: [Element?] = try unsafe collect("virStoragePoolListAllVolumes") {
            unsafe virStoragePoolListAllVolumes(pointer, $0, 0)
        } free: {
            _ = unsafe virStorageVolFree($0)
        } _: {
            let volume = unsafe StorageVolume(owning: $0)
            do {
                return try body(volume)
            } catch let error as LibvirtError where error.code == .noStorageVolume {
                return nil
            }
        }
        return found.compactMap(\.self)
    }

    /// The volume of a name. Throws `.noStorageVolume`.
    public func volume(named name: String) throws(LibvirtError) -> StorageVolume {
        let call = "virStorageVolLookupByName"
        return try unsafe StorageVolume(owning: check(virStorageVolLookupByName(pointer, whole(name, call)), call))
    }

    /// Makes a volume. Throws `.storageVolumeExists`.
    public func createVolume(_ xml: String, _ flags: VolumeFlags = []) throws(LibvirtError) -> StorageVolume {
        let call = "virStorageVolCreateXML"
        return try unsafe StorageVolume(
            owning: check(virStorageVolCreateXML(pointer, whole(xml, call), flags.rawValue), call))
    }

    /// Makes a volume as a full copy of another, of this or another pool of the same connection.
    public func createVolume(
        _ xml: String, cloning source: borrowing StorageVolume, _ flags: VolumeFlags = []
    ) throws(LibvirtError) -> StorageVolume {
        let call = "virStorageVolCreateXMLFrom"
        return try unsafe StorageVolume(
            owning: check(
                virStorageVolCreateXMLFrom(pointer, whole(xml, call), source.pointer, flags.rawValue), call))
    }
}
