/// Volume descriptors (ECMA-119, section 8) and path tables (9.4).
extension ISO9660Image {
    func descriptor(_ tree: ISO9660Tree, _ layout: ISO9660Layout) -> [UInt8] {
        var sector = ISO9660Bytes()
        sector.byte(tree == .primary ? 1 : 2)
        sector.raw("CD001".utf8)
        sector.raw([1, 0])
        sector.text("", length: 32, tree)
        sector.text(volume, length: 32, tree)
        sector.zeros(8)
        sector.both(layout.total)
        // UCS-2 level 3, by the Joliet Specification.
        sector.raw(tree == .primary ? [] : "%/E".utf8.map { $0 })
        sector.zeros(tree == .primary ? 32 : 29)
        sector.both(UInt16(1))
        sector.both(UInt16(1))
        sector.both(UInt16(2048))
        sector.both(UInt32(Self.pathTableSize))
        sector.little(layout.pathTable(of: tree))
        sector.little(UInt32(0))
        sector.big(layout.pathTable(of: tree) + 1)
        sector.big(UInt32(0))
        sector.raw(record(identifier: [0], start: layout.root(of: tree), size: 2048, isDirectory: true))
        for _ in 0..<4 { sector.text("", length: 128, tree) }
        for _ in 0..<3 { sector.text("", length: 37, tree) }
        for field in [date.long, date.long, ISO9660Date.longUnset, ISO9660Date.longUnset] { sector.raw(field) }
        sector.byte(1)
        sector.zeros(Self.sectorSize - sector.count)
        return sector.bytes
    }

    static var terminator: [UInt8] {
        [255] + Array("CD001".utf8) + [1]
    }

    private static let pathTableSize = 10

    /// One entry: the root, whose name is a zero byte and whose parent is itself.
    func pathTable(root: UInt32, bigEndian: Bool) -> [UInt8] {
        var table = ISO9660Bytes()
        table.raw([1, 0])
        if bigEndian { table.big(root) } else { table.little(root) }
        if bigEndian { table.big(UInt16(1)) } else { table.little(UInt16(1)) }
        table.raw([0, 0])
        return table.bytes
    }
}
