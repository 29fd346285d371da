import FoundationEssentials

/// The head of a VMDK file that holds its own data, read by ourselves: others are texts that name files to open.
/// Source: VMware, "Virtual Disk Format 5.0", and QEMU's `block/vmdk.c`, whose reading this bounds.
enum VMDKHeader {
    /// Bytes the guest sees; 0 where they cannot be told.
    static func virtualSize(_ header: Data) -> Int64 {
        let sectors = LittleEndian(bytes: Array(header.prefix(512))).word64(at: 12) ?? 0
        return sectors <= 1 << 50 ? Int64(clamping: sectors * 512) : .max
    }

    /// Why the file cannot be used; nil for a single sparse file that names nothing else.
    static func fault(_ header: Data) -> String? {
        let bytes = Array(header.prefix(65_536))
        let head = LittleEndian(bytes: bytes)
        guard bytes.starts(with: Array("KDMV".utf8)), let version = head.word32(at: 4), bytes.count >= 512 else {
            if !bytes.starts(with: Array("KDMV".utf8)), ForeignFormat.name(of: header) == "VMDK" {
                return "it is a VMDK description, which names other files; convert it to a single sparse file first"
            }
            return "it is declared vmdk but does not begin like one"
        }
        guard (1...3).contains(version) else { return "it is of VMDK version \(version), which is not known here" }
        // Without a capacity QEMU takes the embedded text for the disk, and opens the files that it names.
        guard virtualSize(header) > 0 else { return "it names other files instead of holding data" }
        let texts = String(decoding: bytes.dropFirst(512), as: UTF8.self)
        if texts.contains("parentFileNameHint") { return "it names a backing file" }
        return descriptor(head, bytes).flatMap(textFault)
    }

    /// The embedded text; nil where there is none.
    private static func descriptor(_ head: LittleEndian, _ bytes: [UInt8]) -> String? {
        guard let sector = head.word64(at: 28), let count = head.word64(at: 36), sector > 0, count > 0 else {
            return nil
        }
        guard sector < 64, count <= 64 else { return "" }
        let begin = Int(clamping: sector) * 512
        let text = bytes.dropFirst(begin).prefix(Int(clamping: count) * 512).prefix { $0 != 0 }
        return String(decoding: text, as: UTF8.self)
    }

    private static func textFault(_ text: String) -> String? {
        let lines = text.split(whereSeparator: \.isNewline).map { $0.drop { $0 == " " } }
        guard lines.contains(where: { $0.hasPrefix("version=") }) else { return "its description cannot be read" }
        let extents = lines.filter { line in ["RW ", "RDONLY ", "NOACCESS "].contains { line.hasPrefix($0) } }
        guard extents.count == 1, let extent = extents.first else {
            return "it consists of \(extents.count) files; only a single one can be used"
        }
        let name = extent.split(separator: "\"", omittingEmptySubsequences: false).dropFirst().first ?? ""
        let isPlain = !name.isEmpty && !name.contains("/") && !name.contains("\\")
        guard isPlain, extent.split(separator: " ").dropFirst(2).first == "SPARSE" else {
            return "it names another file or a device"
        }
        return nil
    }
}

/// The head of a VDI file. Source: VirtualBox's `VDICore.h`, and QEMU's `block/vdi.c`.
enum VDIHeader {
    static func virtualSize(_ header: Data) -> Int64 {
        Int64(clamping: LittleEndian(bytes: Array(header.prefix(512))).word64(at: 0x170) ?? 0)
    }

    /// Why the file cannot be used; nil for one that stands alone.
    static func fault(_ header: Data) -> String? {
        let bytes = Array(header.prefix(512))
        let head = LittleEndian(bytes: bytes)
        guard bytes.count == 512, head.word32(at: 0x40) == 0xBEDA_107F else {
            return "it is declared vdi but does not begin like one"
        }
        guard head.word32(at: 0x44) == 0x0001_0001 else { return "it is of a VDI version that is not known here" }
        guard let kind = head.word32(at: 0x4C), kind == 1 || kind == 2, isZero(bytes[0x1A8..<0x1C8]) else {
            return "it is a difference to another disk"
        }
        return nil
    }

    private static func isZero(_ bytes: ArraySlice<UInt8>) -> Bool { bytes.allSatisfy { $0 == 0 } }
}

/// Numbers in a file's head; nil beyond the bytes at hand.
struct LittleEndian {
    let bytes: [UInt8]

    func word32(at offset: Int) -> UInt32? { number(at: offset, 4).map { UInt32(truncatingIfNeeded: $0) } }
    func word64(at offset: Int) -> UInt64? { number(at: offset, 8) }

    private func number(at offset: Int, _ count: Int) -> UInt64? {
        guard offset >= 0, offset < bytes.count, bytes.count - offset >= count else { return nil }
        return bytes[offset..<offset + count].reversed().reduce(0) { $0 << 8 | UInt64($1) }
    }
}
