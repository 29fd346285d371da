import CLibvirt

extension StorageVolume {
    /// Replaces the volume's bytes with what `next` gives until nil; use a bulk connection.
    ///
    /// libvirt takes less than `length` without a word: the caller compares sizes or hashes. An error, also one that
    /// `next` throws, aborts the transfer and leaves the volume with part of the bytes.
    /// - Parameter length: the most bytes that may come; 0 has no limit.
    /// - Returns: how many bytes were sent.
    @discardableResult
    public func upload(
        offset: UInt64 = 0, length: UInt64 = 0, _ next: () throws -> [UInt8]?
    ) throws -> UInt64 {
        let stream = try stream()
        try unsafe check(
            virStorageVolUpload(pointer, stream.pointer, offset, length, 0), "virStorageVolUpload")
        var total: UInt64 = 0
        while let bytes = try next() {
            try stream.sendAll(bytes)
            total = total.addingReportingOverflow(UInt64(bytes.count)).partialValue
        }
        try stream.finish()
        return total
    }

    /// Hands the volume's bytes to `take`, in chunks of up to ``Stream/chunkLength``; use a bulk connection.
    /// - Parameter length: how many bytes at most; 0 has no limit.
    /// - Returns: how many bytes came.
    @discardableResult
    public func download(
        offset: UInt64 = 0, length: UInt64 = 0, _ take: ([UInt8]) throws -> Void
    ) throws -> UInt64 {
        let stream = try stream()
        try unsafe check(
            virStorageVolDownload(pointer, stream.pointer, offset, length, 0), "virStorageVolDownload")
        var total: UInt64 = 0
        while true {
            let bytes = try stream.receive()
            guard !bytes.isEmpty else { break }
            try take(bytes)
            total = total.addingReportingOverflow(UInt64(bytes.count)).partialValue
        }
        try stream.finish()
        return total
    }

    private func stream() throws(LibvirtError) -> Stream {
        // The connection is the volume's own reference, not one to free.
        let connection = try unsafe check(virStorageVolGetConnect(pointer), "virStorageVolGetConnect")
        return try unsafe Stream(owning: check(virStreamNew(connection, 0), "virStreamNew"))
    }
}
