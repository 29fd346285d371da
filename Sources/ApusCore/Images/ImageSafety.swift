import ApusModel
import FoundationEssentials

/// Whether an image may be used at all.
enum ImageSafety {
    /// The largest disk a guest may see from an image: 64 TiB.
    static let maximumSize: Int64 = 64 << 40

    /// The guest's view of the size, once the header shows nothing that reaches outside the file.
    /// - Throws: a ``Problem`` `invalid` that says what is unsafe.
    static func virtualSize(of facts: ImageFacts, format: Image.Format, pointer: String = "/path") throws -> Int64 {
        let size = fault(of: facts, format)
        switch size {
        case .success(let size): return size
        case .failure(let reason):
            throw Problem(
                .invalid, "The image cannot be used: \(reason.text).",
                errors: [.init(pointer: pointer, code: "image/unsafe", message: reason.text)])
        }
    }

    private struct Reason: Error { var text: String }

    private static func fault(of facts: ImageFacts, _ format: Image.Format) -> Result<Int64, Reason> {
        switch format {
        case .raw, .iso: plain(facts, format)
        case .qcow2: qcow2(facts)
        case .vmdk: foreign(VMDKHeader.fault(facts.header), VMDKHeader.virtualSize(facts.header))
        case .vdi: foreign(VDIHeader.fault(facts.header), VDIHeader.virtualSize(facts.header))
        }
    }

    /// Bytes that begin like another format may be taken for that format by a tool that guesses.
    private static func plain(_ facts: ImageFacts, _ format: Image.Format) -> Result<Int64, Reason> {
        if let other = ForeignFormat.name(of: facts.header) {
            return .failure(Reason(text: "it is declared \(format.rawValue) but begins like a \(other) file"))
        }
        if format == .iso, !ForeignFormat.isISO(facts.header) {
            return .failure(Reason(text: "it is declared iso but is no ISO 9660 file"))
        }
        return bounded(facts.virtualSize)
    }

    private static func qcow2(_ facts: ImageFacts) -> Result<Int64, Reason> {
        guard let header = QCOW2Header(facts.header) else {
            return .failure(Reason(text: "it is declared qcow2 but does not begin like one"))
        }
        if header.hasBackingFile { return .failure(Reason(text: "it names a backing file")) }
        if header.hasExternalData { return .failure(Reason(text: "it keeps its data in another file")) }
        if header.isEncrypted { return .failure(Reason(text: "it is encrypted")) }
        if header.isCorrupt { return .failure(Reason(text: "it is marked as corrupt")) }
        if header.unknownFeatures != 0 { return .failure(Reason(text: "it needs features that are not known here")) }
        let size = bounded(Int64(clamping: header.virtualSize))
        guard case .success = size, let fileSize = facts.fileSize else { return size }
        let fault = header.fault(inFileOf: UInt64(max(0, fileSize)), table: facts.table)
        return fault.map { .failure(Reason(text: $0)) } ?? size
    }

    private static func foreign(_ fault: String?, _ size: Int64) -> Result<Int64, Reason> {
        fault.map { .failure(Reason(text: $0)) } ?? bounded(size)
    }

    private static func bounded(_ size: Int64) -> Result<Int64, Reason> {
        size > 0 && size <= maximumSize
            ? .success(size) : .failure(Reason(text: "its size of \(size) bytes is not between 1 and 64 TiB"))
    }
}

/// How the files of other formats begin. Source: the `*_probe` functions of QEMU's `block/`.
enum ForeignFormat {
    private static let beginnings: [(bytes: [UInt8], name: String)] = [
        (Array("QFI".utf8) + [0xFB], "qcow2"), (Array("KDMV".utf8), "VMDK"), (Array("COWD".utf8), "VMDK"),
        (Array("# Disk DescriptorFile".utf8), "VMDK"), (Array("vhdxfile".utf8), "VHDX"),
        (Array("conectix".utf8), "VHD"), (Array("LUKS".utf8) + [0xBA, 0xBE], "LUKS (encrypted)"),
        (Array("QED".utf8) + [0], "QED"), (Array("WithoutFreeSpace".utf8), "Parallels"),
        (Array("WithouFreSpacExt".utf8), "Parallels"), (Array("OOOM".utf8), "UML"),
        (Array("Bochs Virtual HD Image".utf8), "Bochs"),
    ]

    /// The other format that these bytes begin like; nil for plain bytes.
    static func name(of header: Data) -> String? {
        let bytes = Array(header.prefix(512))
        if let found = beginnings.first(where: { bytes.starts(with: $0.bytes) }) { return found.name }
        // VDI: a text of the maker's choice, then its signature, little-endian.
        if bytes.dropFirst(64).starts(with: [0x7F, 0x10, 0xDA, 0xBE]) { return "VDI" }
        return isDescriptor(bytes) ? "VMDK" : nil
    }

    /// A text of VMDK, which names files to read: comments and empty lines, then its version.
    private static func isDescriptor(_ bytes: [UInt8]) -> Bool {
        let lines = bytes.split(separator: UInt8(ascii: "\n"))
        let first = lines.first { line in
            guard let begin = line.first(where: { $0 != 0x20 && $0 != 0x0D }) else { return false }
            return begin != UInt8(ascii: "#")
        }
        return first?.starts(with: Array("version=".utf8)) == true
    }

    /// The primary volume descriptor stands in sector 16 (ECMA-119, section 8).
    static func isISO(_ header: Data) -> Bool { header.dropFirst(32_769).starts(with: Array("CD001".utf8)) }
}
