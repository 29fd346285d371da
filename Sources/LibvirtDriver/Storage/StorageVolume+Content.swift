import ApusCore
import ApusModel
import FoundationEssentials
import Libvirt
import LibvirtXML

extension Libvirt.StoragePool {
    /// An existing volume that is one disk; one that came from outside libvirt shows after a refresh only.
    borrowing func foundVolume(_ name: String) throws -> VolumeFacts {
        if let facts = try unlessGone({ try volume(named: name).diskFacts() }) { return facts }
        try refresh()
        return try volume(named: name).diskFacts()
    }
}

extension StorageVolume {
    /// Its path, and its format as libvirt read it; a block device is raw.
    borrowing func diskFacts() throws -> VolumeFacts {
        let kind = try info().kind
        guard kind == .file || kind == .block else {
            throw DriverError(.refused, "The volume \(try name()) is neither a file nor a block device.")
        }
        let format = kind == .block ? "raw" : try VolumeDescription(xml: xml()).format ?? "raw"
        guard ["raw", "qcow2", "iso"].contains(format) else {
            throw DriverError(.refused, "The volume \(try name()) is of format \(format); raw and qcow2 are used.")
        }
        return VolumeFacts(path: try path(), format: format == "iso" ? "raw" : format)
    }

    /// What a file says of itself: a raw one by its length, others by what libvirt read in their header.
    borrowing func facts(_ format: Image.Format) throws -> ImageFacts {
        let info = try regularFileInfo()
        let physical = try? VolumeDescription(xml: xml()).physical
        let size = format == .qcow2 ? Int64(clamping: info.capacity) : physical ?? Int64(clamping: info.capacity)
        let header = Data(try bytes(from: 0, count: 65_536))
        var facts = ImageFacts(virtualSize: size, header: header, fileSize: physical)
        // Beyond the end of the file there is nothing to read, which the header tells.
        if format == .qcow2, let range = QCOW2Header(header)?.tableRange, range.upperBound <= UInt64(physical ?? 0) {
            facts.table = Data(try bytes(from: range.lowerBound, count: UInt64(range.count)))
        }
        return facts
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

    /// Some bytes; none where the driver has no streams.
    private borrowing func bytes(from offset: UInt64, count: UInt64) throws -> [UInt8] {
        var bytes: [UInt8] = []
        do {
            try download(offset: offset, length: count) { bytes += $0 }
        } catch let error as LibvirtError where error.saysUnsupported {
            return []
        }
        return bytes
    }

    private static var incomplete: DriverError {
        DriverError(.failed, "The host did not take the whole upload.")
    }
}
