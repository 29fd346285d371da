import ApusModel
import FoundationEssentials

/// The head of a qcow2 file, read by ourselves, since tools that look at a hostile image also open what it names.
/// Source: QEMU's `docs/interop/qcow2.txt`.
public struct QCOW2Header: Hashable, Sendable {
    var version: UInt32
    var virtualSize: UInt64
    var hasBackingFile: Bool
    var hasExternalData: Bool
    var isEncrypted: Bool
    /// Whether QEMU marked it as damaged.
    var isCorrupt: Bool
    /// Feature bits whose meaning nobody here knows.
    var unknownFeatures: UInt64
    var clusterBits: UInt32
    var tableEntries: UInt32
    var tableOffset: UInt64
    var refcountOffset: UInt64
    var refcountClusters: UInt32
    var refcountOrder: UInt32
    var snapshots: UInt32
    var snapshotsOffset: UInt64
    var length: UInt32
    /// The types of the header extensions; nil where they run over the bytes at hand.
    var extensions: [UInt32]?

    /// Reads the header; nil when the bytes are not those of a qcow2 file.
    public init?(_ bytes: Data) {
        let reader = BigEndian(bytes: Array(bytes.prefix(65_536)))
        guard reader.word32(at: 0) == 0x5146_49FB, let version = reader.word32(at: 4), (2...3).contains(version),
            let backing = reader.word64(at: 8), let size = reader.word64(at: 24), let crypt = reader.word32(at: 32)
        else { return nil }
        self.version = version
        virtualSize = size
        hasBackingFile = backing != 0
        clusterBits = reader.word32(at: 20) ?? 0
        tableEntries = reader.word32(at: 36) ?? 0
        tableOffset = reader.word64(at: 40) ?? 0
        refcountOffset = reader.word64(at: 48) ?? 0
        refcountClusters = reader.word32(at: 56) ?? 0
        snapshots = reader.word32(at: 60) ?? 0
        snapshotsOffset = reader.word64(at: 64) ?? 0
        let features = version >= 3 ? reader.word64(at: 72) ?? 0 : 0
        refcountOrder = version >= 3 ? reader.word32(at: 96) ?? 4 : 4
        length = version >= 3 ? reader.word32(at: 100) ?? 104 : 72
        extensions = Self.extensions(reader, from: length)
        isCorrupt = features & 0b10 != 0
        // Dirty, corrupt, external data, compression type, extended L2 entries.
        unknownFeatures = features & ~0b11111
        hasExternalData = features & 0b100 != 0 || extensions?.contains(0x4441_5441) == true
        isEncrypted = crypt != 0 || extensions?.contains(0x0537_BE77) == true
    }

    /// Where the table of the first level lies in the file; nil where it is out of all bounds (QEMU takes 32 MiB).
    public var tableRange: Range<UInt64>? {
        guard tableEntries > 0, tableEntries <= 4_194_304 else { return nil }
        let (end, overflow) = tableOffset.addingReportingOverflow(UInt64(tableEntries) * 8)
        return overflow || end > UInt64(Int64.max) ? nil : tableOffset..<end
    }

    /// Type and length, then the data padded to eight bytes; type 0 ends them.
    private static func extensions(_ reader: BigEndian, from start: UInt32) -> [UInt32]? {
        var (types, position): ([UInt32], Int) = ([], Int(clamping: start))
        while types.count < 64 {
            // Short of the first one, there are none: version 2 had none at first.
            guard let type = reader.word32(at: position), let length = reader.word32(at: position + 4) else {
                return types.isEmpty ? [] : nil
            }
            if type == 0 { return types }
            types.append(type)
            guard length <= 65_536 else { return nil }
            position += 8 + (Int(length) + 7) / 8 * 8
        }
        return nil
    }
}

/// Numbers in a file's head; nil beyond the bytes at hand.
struct BigEndian {
    let bytes: [UInt8]

    func word32(at offset: Int) -> UInt32? {
        guard offset >= 0, offset < bytes.count, bytes.count - offset >= 4 else { return nil }
        return bytes[offset..<offset + 4].reduce(0) { $0 << 8 | UInt32($1) }
    }

    func word64(at offset: Int) -> UInt64? {
        guard offset >= 0, offset < bytes.count, bytes.count - offset >= 8 else { return nil }
        return bytes[offset..<offset + 8].reduce(0) { $0 << 8 | UInt64($1) }
    }
}
