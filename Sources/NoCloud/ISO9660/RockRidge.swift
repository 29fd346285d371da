/// Names and permissions of POSIX in the system use area of directory records (SUSP 1.10 and RRIP 1.09).
enum RockRidge {
    /// The root's own record says that Rock Ridge is used (SP), who made it up (ER, continued elsewhere), and its mode.
    static var rootEntries: [UInt8] {
        [0x53, 0x50, 7, 1, 0xBE, 0xEF, 0] + permissions(mode: 0o040555, links: 2) + continuation
    }

    static var parentEntries: [UInt8] {
        permissions(mode: 0o040555, links: 2)
    }

    static func fileEntries(name: String) -> [UInt8] {
        let length = UInt8(clamping: name.utf8.count + 5)
        return permissions(mode: 0o100444, links: 1) + [0x4E, 0x4D, length, 1, 0] + Array(name.utf8)
    }

    /// The ER entry; it is too long for a directory record.
    static var extensionReference: [UInt8] {
        let identifier = "RRIP_1991A"
        let description = "THE ROCK RIDGE INTERCHANGE PROTOCOL PROVIDES SUPPORT FOR POSIX FILE SYSTEM SEMANTICS"
        let source =
            "PLEASE CONTACT DISC PUBLISHER FOR SPECIFICATION SOURCE.  SEE PUBLISHER IDENTIFIER IN PRIMARY VOLUME "
            + "DESCRIPTOR FOR CONTACT INFORMATION."
        let texts = [identifier, description, source].map { Array($0.utf8) }
        let length = texts.reduce(8) { $0 + $1.count }
        let head: [UInt8] = [0x45, 0x52, UInt8(clamping: length), 1]
        return head + texts.map { UInt8(clamping: $0.count) } + [1] + texts.joined()
    }

    private static var continuation: [UInt8] {
        var entry = ISO9660Bytes()
        entry.raw([0x43, 0x45, 28, 1])
        entry.both(ISO9660Layout.continuation)
        entry.both(UInt32(0))
        entry.both(UInt32(clamping: extensionReference.count))
        return entry.bytes
    }

    /// PX: the mode, the links, and root as the owner.
    private static func permissions(mode: UInt32, links: UInt32) -> [UInt8] {
        var entry = ISO9660Bytes()
        entry.raw([0x50, 0x58, 36, 1])
        for value in [mode, links, 0, 0] { entry.both(value) }
        return entry.bytes
    }
}
