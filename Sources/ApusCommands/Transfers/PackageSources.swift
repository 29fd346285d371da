import ApusClient
import OVF

/// An OVA: a tar archive, whose files are read where they lie. Nothing is ever unpacked.
struct Archive: PackageSource {
    private static let limit = 1024
    private var members: [String: LocalFile] = [:]
    private var descriptors: [String] = []

    /// - Throws: `OVFError` for anything but plain files of plain names, names that stand twice, and what is cut off.
    init(_ archive: LocalFile) throws(OVFError) {
        var offset: Int64 = 0
        while let header = try Self.header(archive, at: offset) {
            let begin = offset + Int64(TarHeader.length)
            guard header.size <= archive.size - begin else {
                throw OVFError("the archive ends in the middle of \(header.name)")
            }
            guard members[header.name] == nil else { throw OVFError("the archive holds \(header.name) twice") }
            guard members.count < Self.limit else { throw OVFError("the archive holds too many files") }
            let file = try reading { try LocalFile(part: archive, at: begin, size: header.size) }
            members[header.name] = file
            if header.name.lowercased().hasSuffix(".ovf") { descriptors.append(header.name) }
            offset = begin + header.size + header.padding
        }
    }

    private static func header(_ archive: LocalFile, at offset: Int64) throws(OVFError) -> TarHeader? {
        try TarHeader(block: try reading { try archive.bytes(at: offset, count: TarHeader.length) })
    }

    func descriptor() throws(OVFError) -> [UInt8] {
        guard let name = descriptors.first, descriptors.count == 1 else {
            throw OVFError("the archive has \(descriptors.count) descriptors (.ovf) instead of one")
        }
        return try text(of: try file(name))
    }

    func verify() throws(OVFError) {
        guard let name = descriptors.first, let manifest = members[String(name.dropLast(4)) + ".mf"] else { return }
        try Manifest(try text(of: manifest)).verify(file)
    }

    func file(_ name: String) throws(OVFError) -> LocalFile {
        guard let file = members[name] else { throw OVFError("its file \(name) is missing") }
        return file
    }
}

/// A descriptor with its files in the same folder.
struct Folder: PackageSource {
    private let file: LocalFile

    init(_ descriptor: LocalFile) throws(OVFError) { file = descriptor }

    private var folder: String { String(file.path[..<(file.path.lastIndex(of: "/") ?? file.path.startIndex)]) }

    func descriptor() throws(OVFError) -> [UInt8] { try text(of: file) }

    func verify() throws(OVFError) {
        let path = (file.path.hasSuffix(".ovf") ? String(file.path.dropLast(4)) : file.path) + ".mf"
        guard LocalFile.exists(path) else { return }
        let manifest = try reading { try LocalFile(reading: path) }
        try Manifest(try text(of: manifest)).verify(file)
    }

    /// The name is a plain one: the descriptor's reader and the manifest's refuse others.
    func file(_ name: String) throws(OVFError) -> LocalFile {
        try reading { try LocalFile(reading: folder + "/" + name) }
    }
}

/// Checksums of a package's files: `SHA256(disk.vmdk)= 0123…` (DMTF DSP0243 2.1.0, section 5.1).
struct Manifest {
    private var sums: [(algorithm: String, name: String, sum: String)] = []

    init(_ bytes: [UInt8]) throws(OVFError) {
        for line in String(decoding: bytes, as: UTF8.self).split(whereSeparator: \.isNewline) {
            guard let open = line.firstIndex(of: "("), let close = line.lastIndex(of: ")"), open < close,
                let equals = line[close...].firstIndex(of: "=")
            else { throw OVFError("its manifest cannot be read") }
            let name = String(line[line.index(after: open)..<close])
            guard !name.contains("/"), !name.hasPrefix(".") else {
                throw OVFError("its manifest names a file that is not a plain name")
            }
            let sum = line[line.index(after: equals)...].filter { !$0.isWhitespace }.lowercased()
            sums.append((line[..<open].filter { $0 != "-" && !$0.isWhitespace }.uppercased(), name, sum))
        }
    }

    func verify(_ file: (String) throws(OVFError) -> LocalFile) throws(OVFError) {
        for line in sums {
            let member = try file(line.name)
            guard let found = try reading({ try member.digest(line.algorithm) }) else {
                throw OVFError("its manifest uses \(line.algorithm.prefix(20)), which is not known here")
            }
            guard found == line.sum else { throw OVFError("its file \(line.name) is not what the manifest says") }
        }
    }
}

/// A descriptor or manifest, which are small.
private func text(of file: LocalFile) throws(OVFError) -> [UInt8] {
    let limit = 1 << 20
    guard file.size <= limit else { throw OVFError("its descriptor or manifest is larger than 1 MiB") }
    return try reading { try file.bytes(at: 0, count: limit) }
}

private func reading<Value>(_ body: () throws -> Value) throws(OVFError) -> Value {
    do {
        return try body()
    } catch let error as ClientError {
        throw OVFError(error.message)
    } catch {
        throw OVFError("a file cannot be read: \(error)")
    }
}
