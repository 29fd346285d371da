import ApusModel
import FoundationEssentials

/// The head of a qcow2 file, read by ourselves, since tools that look at a hostile image also open what it names.
/// Source: QEMU's `docs/interop/qcow2.txt`.
struct QCOW2Header: Hashable, Sendable {
    var version: UInt32
    var virtualSize: UInt64
    var hasBackingFile: Bool
    var hasExternalData: Bool
    var isEncrypted: Bool

    /// Reads the header; nil when the bytes are not those of a qcow2 file.
    init?(_ bytes: Data) {
        let reader = BigEndian(bytes: Array(bytes.prefix(112)))
        guard reader.word32(at: 0) == 0x5146_49FB, let version = reader.word32(at: 4), (2...3).contains(version),
            let backing = reader.word64(at: 8), let size = reader.word64(at: 24), let crypt = reader.word32(at: 32)
        else { return nil }
        self.version = version
        virtualSize = size
        hasBackingFile = backing != 0
        isEncrypted = crypt != 0
        hasExternalData = version >= 3 && (reader.word64(at: 72) ?? 0) & 0b100 != 0
    }
}

private struct BigEndian {
    let bytes: [UInt8]

    func word32(at offset: Int) -> UInt32? {
        guard bytes.count >= offset + 4 else { return nil }
        return bytes[offset..<offset + 4].reduce(0) { $0 << 8 | UInt32($1) }
    }

    func word64(at offset: Int) -> UInt64? {
        guard bytes.count >= offset + 8 else { return nil }
        return bytes[offset..<offset + 8].reduce(0) { $0 << 8 | UInt64($1) }
    }
}

/// Whether an image may be used at all.
enum ImageSafety {
    /// The largest disk a guest may see from an image: 64 TiB.
    static let maximumSize: Int64 = 64 << 40

    /// The guest's view of the size, once the header shows nothing that reaches outside the file.
    /// - Throws: a ``Problem`` `invalid` that says what is unsafe.
    static func virtualSize(of facts: ImageFacts, format: Image.Format) throws -> Int64 {
        let header = QCOW2Header(facts.header)
        switch (format, header) {
        case (.raw, nil), (.iso, nil): return try bounded(facts.virtualSize)
        case (.raw, _?), (.iso, _?): throw unsafe("it is declared \(format.rawValue) but begins like a qcow2 file")
        case (.qcow2, nil): throw unsafe("it is declared qcow2 but does not begin like one")
        case (.qcow2, let header?):
            if header.hasBackingFile { throw unsafe("it names a backing file") }
            if header.hasExternalData { throw unsafe("it keeps its data in another file") }
            if header.isEncrypted { throw unsafe("it is encrypted") }
            return try bounded(Int64(clamping: header.virtualSize))
        }
    }

    private static func bounded(_ size: Int64) throws -> Int64 {
        guard size > 0, size <= maximumSize else {
            throw unsafe("its size of \(size) bytes is not between 1 and 64 TiB")
        }
        return size
    }

    private static func unsafe(_ reason: String) -> Problem {
        Problem(
            .invalid, "The image cannot be used: \(reason).",
            errors: [.init(pointer: "/path", code: "image/unsafe", message: reason)])
    }
}
