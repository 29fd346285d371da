import FoundationEssentials

extension QCOW2Header {
    /// What is wrong with the tables the header names, in a file of this many bytes; nil where they are sound.
    ///
    /// QEMU checks much of it too, but only when a guest is started, and old versions checked less.
    func fault(inFileOf size: UInt64, table: Data?) -> String? {
        guard (9...21).contains(clusterBits) else { return "its clusters have an impossible size" }
        let cluster = UInt64(1) << clusterBits
        if length > cluster || length % 8 != 0 || (version >= 3 && length < 104) { return "its header is malformed" }
        if extensions == nil { return "its header extensions are malformed" }
        return tableFault(cluster, size) ?? refcountFault(cluster, size) ?? snapshotFault(cluster, size)
            ?? table.flatMap { entryFault($0, cluster, size) }
    }

    /// One entry of the first level covers a cluster of pointers to clusters.
    private func tableFault(_ cluster: UInt64, _ size: UInt64) -> String? {
        let covered = cluster * (cluster / 8)
        let needed = virtualSize / covered + (virtualSize % covered == 0 ? 0 : 1)
        guard let range = tableRange, UInt64(tableEntries) >= needed else {
            return "its L1 table does not fit its virtual size"
        }
        guard tableOffset >= cluster, tableOffset % cluster == 0, range.upperBound <= size else {
            return "its L1 table lies outside the file"
        }
        return nil
    }

    private func refcountFault(_ cluster: UInt64, _ size: UInt64) -> String? {
        guard refcountOrder <= 6, refcountClusters > 0, refcountOffset >= cluster, refcountOffset % cluster == 0 else {
            return "its reference counts are malformed"
        }
        let (length, tooLong) = UInt64(refcountClusters).multipliedReportingOverflow(by: cluster)
        let (end, tooFar) = refcountOffset.addingReportingOverflow(length)
        guard !tooLong, !tooFar, length <= 8 << 20, end <= size else {
            return "its reference counts lie outside the file"
        }
        return nil
    }

    private func snapshotFault(_ cluster: UInt64, _ size: UInt64) -> String? {
        guard snapshots > 0 else { return nil }
        guard snapshots <= 65_536, snapshotsOffset % cluster == 0, snapshotsOffset >= cluster, snapshotsOffset < size
        else { return "its snapshots lie outside the file" }
        return nil
    }

    /// Bits 9 to 55 of an entry are the offset of a table of the second level; 0 means that there is none.
    private func entryFault(_ table: Data, _ cluster: UInt64, _ size: UInt64) -> String? {
        let reader = BigEndian(bytes: Array(table))
        for index in 0..<table.count / 8 {
            let offset = (reader.word64(at: index * 8) ?? 0) & 0x00FF_FFFF_FFFF_FE00
            guard offset == 0 || (offset % cluster == 0 && offset >= cluster && offset < size) else {
                return "its L1 table points outside the file"
            }
        }
        return nil
    }
}
