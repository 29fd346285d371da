/// Directories (ECMA-119, section 9.1).
extension ISO9660Image {
    /// The root directory: itself, its parent, and the files by name. Eight files fit one sector.
    func directory(_ tree: ISO9660Tree, _ layout: ISO9660Layout) -> [UInt8] {
        let root = layout.root(of: tree)
        let rocky = tree == .primary
        var sector = ISO9660Bytes()
        sector.raw(
            record(
                identifier: [0], start: root, size: 2048, isDirectory: true, extra: rocky ? RockRidge.rootEntries : []))
        sector.raw(
            record(
                identifier: [1], start: root, size: 2048, isDirectory: true, extra: rocky ? RockRidge.parentEntries : []
            ))
        // The hierarchies differ in what sorts first: `_` of a plain name comes after letters, `-` before.
        let entries = zip(files, layout.starts).sorted { Self.key($0.0, tree) < Self.key($1.0, tree) }
        for (file, start) in entries {
            sector.raw(
                record(
                    identifier: Self.identifier(file.name, tree), start: start,
                    size: UInt32(clamping: file.content.count),
                    isDirectory: false, extra: rocky ? RockRidge.fileEntries(name: file.name) : []))
        }
        return sector.bytes
    }

    func record(
        identifier: [UInt8], start: UInt32, size: UInt32, isDirectory: Bool, extra: [UInt8] = []
    ) -> [UInt8] {
        var record = ISO9660Bytes()
        // The length, put in at the end, and that of an extended attribute record, which there is not.
        record.raw([0, 0])
        record.both(start)
        record.both(size)
        record.raw(date.short)
        record.byte(isDirectory ? 2 : 0)
        record.raw([0, 0])
        record.both(UInt16(1))
        record.byte(UInt8(clamping: identifier.count))
        record.raw(identifier)
        // What follows a name begins at an even place.
        if identifier.count.isMultiple(of: 2) { record.byte(0) }
        record.raw(extra)
        if !record.count.isMultiple(of: 2) { record.byte(0) }
        return [UInt8(clamping: record.count)] + record.bytes.dropFirst()
    }

    private static func key(_ file: SeedFile, _ tree: ISO9660Tree) -> String {
        tree == .primary ? plainName(file.name) : file.name
    }

    private static func identifier(_ name: String, _ tree: ISO9660Tree) -> [UInt8] {
        switch tree {
        case .primary: Array(plainName(name).utf8)
        case .joliet: "\(name);1".utf16.flatMap { [UInt8($0 >> 8), UInt8($0 & 0xFF)] }
        }
    }
}
