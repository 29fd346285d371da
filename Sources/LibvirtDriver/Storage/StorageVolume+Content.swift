import ApusCore
import ApusModel
import FoundationEssentials
import Libvirt
import LibvirtXML

extension StorageVolume {
    /// What a file says of itself: a raw one by its length, others by what libvirt read in their header.
    borrowing func facts(_ format: Image.Format) throws -> ImageFacts {
        let info = try regularFileInfo()
        let physical = try? VolumeDescription(xml: xml()).physical
        let size = format == .raw ? physical ?? Int64(clamping: info.capacity) : Int64(clamping: info.capacity)
        return ImageFacts(virtualSize: size, header: Data(try header()))
    }

    /// Sizes of a volume that must be a plain file.
    borrowing func regularFileInfo() throws -> StorageVolumeInfo {
        let info = try info()
        guard info.kind == .file else { throw DriverError(.refused, "It is not a regular file.") }
        return info
    }

    /// Writes the bytes and reads them back: libvirt takes a short upload without a word, and the file has its full
    /// length from the start.
    borrowing func fill(with bytes: [UInt8]) throws {
        var rest: [UInt8]? = bytes
        try upload(length: UInt64(bytes.count)) { rest.take() }
        guard try info().capacity == UInt64(bytes.count) else { throw Self.incomplete }
        var read: [UInt8] = []
        read.reserveCapacity(bytes.count)
        try download(length: UInt64(bytes.count)) { read += $0 }
        guard read == bytes else { throw Self.incomplete }
    }

    /// The first 4 KiB; none where the driver has no streams.
    private borrowing func header() throws -> [UInt8] {
        var header: [UInt8] = []
        do {
            try download(length: 4096) { header += $0 }
        } catch let error as LibvirtError where error.saysUnsupported {
            return []
        }
        return header
    }

    private static var incomplete: DriverError {
        DriverError(.failed, "The host did not take the whole upload.")
    }
}
