/// The head of one file in a tar archive, which is what an OVA is.
///
/// Source: POSIX.1-2017, pax, "ustar Interchange Format"; sizes of 8 GiB and more in GNU's base-256 form.
public struct TarHeader: Hashable, Sendable {
    public static let length = 512

    public var name: String
    /// Bytes of content, which follow the header and are filled up to a multiple of 512.
    public var size: Int64

    public init(name: String, size: Int64) {
        self.name = name
        self.size = size
    }

    /// How many bytes follow the content, so that the next header begins at a multiple of 512.
    public var padding: Int64 { (512 - size % 512) % 512 }

    /// Reads a header; nil for a block of zeros, which ends an archive.
    ///
    /// - Throws: ``OVFError`` for anything but a plain file of a plain name.
    public init?(block: some Collection<UInt8>) throws(OVFError) {
        let bytes = Array(block)
        guard bytes.count == Self.length else { throw OVFError("the archive ends in the middle of a header") }
        if bytes.allSatisfy({ $0 == 0 }) { return nil }
        guard try Self.number(bytes[148..<156]) == Self.checksum(bytes) else {
            throw OVFError("the archive has a header whose checksum is wrong")
        }
        guard bytes[156] == 0 || bytes[156] == UInt8(ascii: "0") else {
            throw OVFError("the archive holds something else than plain files")
        }
        name = try PackageFile.checked(Self.text(bytes[0..<100]))
        size = try Self.number(bytes[124..<136])
    }

    /// The header's 512 bytes.
    ///
    /// - Throws: ``OVFError`` for a name longer than 100 bytes.
    public func block() throws(OVFError) -> [UInt8] {
        _ = try PackageFile.checked(name)
        guard name.utf8.count <= 100, size >= 0 else { throw OVFError("the name of a file is too long for an archive") }
        var bytes = [UInt8](repeating: 0, count: Self.length)
        func put(_ text: String, at offset: Int) {
            bytes.replaceSubrange(offset..<offset + text.utf8.count, with: text.utf8)
        }
        put(name, at: 0)
        put("0000644\u{0}0000000\u{0}0000000\u{0}", at: 100)
        bytes.replaceSubrange(124..<136, with: Self.sizeField(size))
        put("00000000000\u{0}", at: 136)
        put("0", at: 156)
        put("ustar\u{0}00", at: 257)
        put(Self.octal(Self.checksum(bytes), digits: 6) + "\u{0} ", at: 148)
        return bytes
    }

    /// The two empty blocks at the end of an archive.
    public static var end: [UInt8] { [UInt8](repeating: 0, count: 2 * length) }

    /// The sum of all bytes, with spaces where the sum itself stands.
    private static func checksum(_ bytes: [UInt8]) -> Int64 {
        bytes.enumerated().reduce(0) { $0 + Int64((148..<156).contains($1.offset) ? 32 : $1.element) }
    }

    private static func text(_ field: ArraySlice<UInt8>) -> String {
        String(decoding: field.prefix { $0 != 0 }, as: UTF8.self)
    }

    private static func number(_ field: ArraySlice<UInt8>) throws(OVFError) -> Int64 {
        if field.first == 0x80 {
            guard field.dropFirst().prefix(field.count - 9).allSatisfy({ $0 == 0 }) else {
                throw OVFError("the archive has a file larger than can be counted")
            }
            let value = field.suffix(8).reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
            guard let size = Int64(exactly: value) else { throw OVFError("the archive has an impossible size") }
            return size
        }
        let digits = text(field).filter { !$0.isWhitespace }
        guard let value = Int64(digits.isEmpty ? "0" : digits, radix: 8), value >= 0 else {
            throw OVFError("the archive has a header that cannot be read")
        }
        return value
    }

    private static func sizeField(_ size: Int64) -> [UInt8] {
        if size < 1 << 33 { return Array((octal(size, digits: 11) + "\u{0}").utf8) }
        return [0x80, 0, 0, 0] + withUnsafeBytes(of: size.bigEndian) { Array($0) }
    }

    private static func octal(_ value: Int64, digits: Int) -> String {
        let text = String(value, radix: 8)
        return String(repeating: "0", count: max(0, digits - text.count)) + text
    }
}
