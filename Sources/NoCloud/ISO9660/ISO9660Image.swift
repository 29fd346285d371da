import Foundation

/// A small ISO 9660 volume with a few files at its root, for programs that hand data to a guest.
///
/// Names are kept exactly by Rock Ridge (what Linux reads) and Joliet (what others read). Sources: ECMA-119 (the standard
/// itself), the Joliet Specification of 1995, IEEE P1281 (SUSP) and P1282 (RRIP 1.09).
///
/// ```
/// sector 0-15  system area          19,20  path tables        23  root directory (Rock Ridge)   26-  files
///        16    primary descriptor   21,22  path tables of     24  root directory (Joliet)
///        17    Joliet descriptor           Joliet             25  continuation of Rock Ridge
///        18    terminator
/// ```
public struct ISO9660Image: Hashable, Sendable {
    /// Why an image cannot be made.
    public struct Fault: Error, Hashable, Sendable {
        public var message: String
    }

    /// The size of a sector, in bytes.
    public static let sectorSize = 2048

    /// The volume's label: 1 to 16 letters, digits, `_` and `-`.
    public let volume: String
    public let files: [SeedFile]
    let date: ISO9660Date

    /// - Parameters:
    ///   - files: up to 8, of 32 MiB in all; names of 1 to 30 lower-case letters, digits, `-` and `_`.
    ///   - date: what the volume and its files say they were made at; whole seconds from 1970 to 2155.
    public init(volume: String, files: [SeedFile], date: Date) throws(Fault) {
        guard (1...16).contains(volume.utf8.count), volume.utf8.allSatisfy(Self.isLabelByte) else {
            throw Fault(message: "the label is not 1 to 16 letters, digits, _ and -")
        }
        guard files.allSatisfy({ (1...30).contains($0.name.utf8.count) && $0.name.utf8.allSatisfy(Self.isNameByte) })
        else {
            throw Fault(message: "a name is not 1 to 30 lower-case letters, digits, - and _")
        }
        guard files.count <= 8, files.reduce(0, { $0 + $1.content.count }) <= 32 << 20 else {
            throw Fault(message: "more than 8 files or 32 MiB")
        }
        guard Set(files.map { Self.plainName($0.name) }).count == files.count else {
            throw Fault(message: "two names are the same, or differ by - and _ only")
        }
        self.volume = volume
        self.files = files.sorted { Self.plainName($0.name) < Self.plainName($1.name) }
        self.date = ISO9660Date(date)
    }

    /// The whole image; its length is a multiple of 2048.
    public func bytes() -> [UInt8] {
        let layout = ISO9660Layout(files)
        var image = ISO9660Bytes()
        image.zeros(16 * Self.sectorSize)
        image.append(sector: descriptor(.primary, layout))
        image.append(sector: descriptor(.joliet, layout))
        image.append(sector: Self.terminator)
        for tree in [ISO9660Tree.primary, .joliet] {
            image.append(sector: pathTable(root: layout.root(of: tree), bigEndian: false))
            image.append(sector: pathTable(root: layout.root(of: tree), bigEndian: true))
        }
        image.append(sector: directory(.primary, layout))
        image.append(sector: directory(.joliet, layout))
        image.append(sector: RockRidge.extensionReference)
        for file in files { image.append(sector: file.content) }
        return image.bytes
    }

    /// The name by the plain rules of level 2: upper case, no `-`, a dot, a version.
    static func plainName(_ name: String) -> String {
        name.uppercased().replacing("-", with: "_") + ".;1"
    }

    private static func isNameByte(_ byte: UInt8) -> Bool {
        (0x61...0x7A).contains(byte) || (0x30...0x39).contains(byte) || byte == 0x2D || byte == 0x5F
    }

    private static func isLabelByte(_ byte: UInt8) -> Bool {
        isNameByte(byte) || (0x41...0x5A).contains(byte)
    }
}

/// The two hierarchies of a volume: they name the same files.
enum ISO9660Tree {
    case primary, joliet
}

/// Where everything is, in sectors.
struct ISO9660Layout {
    static let continuation: UInt32 = 25

    /// The first sector of each file.
    let starts: [UInt32]
    /// The sectors of the whole volume.
    let total: UInt32

    init(_ files: [SeedFile]) {
        var next: UInt32 = 26
        var starts: [UInt32] = []
        for file in files {
            starts.append(next)
            let sectors = (file.content.count + ISO9660Image.sectorSize - 1) / ISO9660Image.sectorSize
            next += UInt32(clamping: sectors)
        }
        self.starts = starts
        total = next
    }

    func root(of tree: ISO9660Tree) -> UInt32 {
        tree == .primary ? 23 : 24
    }

    /// The little-endian path table; the big-endian one follows it.
    func pathTable(of tree: ISO9660Tree) -> UInt32 {
        tree == .primary ? 19 : 21
    }
}
