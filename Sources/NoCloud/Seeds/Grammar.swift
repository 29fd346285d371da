/// The grammars of names that end up in a guest's files and command lines. All are ASCII, and none begins with `-`.
enum Grammar {
    /// RFC 1123, section 2.1: labels of letters, digits and `-`, neither beginning nor ending with `-`.
    static func isHostname(_ name: String) -> Bool {
        guard (1...63).contains(name.utf8.count) else { return false }
        return name.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false).allSatisfy { label in
            guard let first = label.first, let last = label.last else { return false }
            return isAlphanumeric(first) && isAlphanumeric(last)
                && label.allSatisfy { isAlphanumeric($0) || $0 == UInt8(ascii: "-") }
        }
    }

    /// `[a-z_][a-z0-9_-]{0,31}`, as useradd(8) takes it.
    static func isUserName(_ name: String) -> Bool {
        guard let first = name.utf8.first, name.utf8.count <= 32 else { return false }
        return (isLower(first) || first == UInt8(ascii: "_"))
            && name.utf8.allSatisfy { isLower($0) || isDigit($0) || "_-".utf8.contains($0) }
    }

    /// A file name that is safe on every system.
    static func isInstanceID(_ text: String) -> Bool {
        matches(text, upTo: 128, alsoRest: "._-")
    }

    /// Names of Debian's, Red Hat's and others' packages. A trailing `-` would make apt remove the package.
    static func isPackageName(_ name: String) -> Bool {
        matches(name, upTo: 128, alsoRest: "+._:-") && !name.hasSuffix("-")
    }

    /// `$id$…` of crypt(5), for the methods that are still strong; `*` and `!` lock an account otherwise.
    static func isPasswordHash(_ text: String) -> Bool {
        let parts = text.utf8.split(separator: UInt8(ascii: "$"), omittingEmptySubsequences: false)
        guard parts.count >= 4, parts[0].isEmpty, text.utf8.count <= 512 else { return false }
        let methods = ["y", "gy", "7", "6", "5", "2a", "2b", "2y"]
        guard methods.contains(where: { $0.utf8.elementsEqual(parts[1]) }) else { return false }
        return parts.dropFirst().allSatisfy { part in
            !part.isEmpty && part.allSatisfy { isAlphanumeric($0) || "./=,-".utf8.contains($0) }
        }
    }

    /// An absolute path of plain characters.
    static func isPath(_ text: String) -> Bool {
        text.hasPrefix("/") && text.utf8.count <= 255
            && text.utf8.allSatisfy { isAlphanumeric($0) || "/._+-".utf8.contains($0) }
    }

    /// `en_US.UTF-8`, `de_DE@euro`, `C`.
    static func isLocale(_ text: String) -> Bool { matches(text, upTo: 64, alsoRest: "_.@-") }

    /// A name of the time zone database, such as `America/Argentina/Ushuaia` or `Etc/GMT+2`.
    static func isTimeZone(_ text: String) -> Bool {
        matches(text, upTo: 64, alsoRest: "_/+-") && !text.hasSuffix("/") && !text.contains("//")
    }

    /// Three or four octal digits.
    static func isMode(_ text: String) -> Bool {
        (3...4).contains(text.utf8.count) && text.utf8.allSatisfy { (0x30...0x37).contains($0) }
    }

    /// `user` or `user:group`.
    static func isOwner(_ text: String) -> Bool {
        let names = text.split(separator: ":", omittingEmptySubsequences: false)
        return (1...2).contains(names.count) && names.allSatisfy { isUserName(String($0)) }
    }

    private static func matches(_ text: String, upTo length: Int, alsoRest: String) -> Bool {
        guard let first = text.utf8.first, text.utf8.count <= length, isAlphanumeric(first) else { return false }
        return text.utf8.allSatisfy { isAlphanumeric($0) || alsoRest.utf8.contains($0) }
    }

    private static func isLower(_ byte: UInt8) -> Bool { (0x61...0x7A).contains(byte) }
    private static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }
    private static func isAlphanumeric(_ byte: UInt8) -> Bool {
        isLower(byte) || isDigit(byte) || (0x41...0x5A).contains(byte)
    }
}
