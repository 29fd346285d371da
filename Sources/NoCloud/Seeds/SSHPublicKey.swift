import Foundation

/// A public key as a line of `authorized_keys` holds it, without options (sshd(8); data by RFC 4253, section 6.6,
/// RFC 5656, RFC 8709 and OpenSSH's PROTOCOL.u2f).
public struct SSHPublicKey: Hashable, Sendable {
    /// Such as `ssh-ed25519`.
    public let type: String
    /// The key's data in base64.
    public let base64: String
    public let comment: String?

    /// The line, with single spaces.
    public var line: String {
        ([type, base64] + (comment.map { [$0] } ?? [])).joined(separator: " ")
    }

    /// The longest line taken, in bytes.
    public static let maximumLength = 16 << 10

    /// The types taken, and how many parts the data of each have, the type itself included.
    private static let parts = [
        "ssh-ed25519": 2, "ssh-rsa": 3,
        "ecdsa-sha2-nistp256": 3, "ecdsa-sha2-nistp384": 3, "ecdsa-sha2-nistp521": 3,
        "sk-ssh-ed25519@openssh.com": 3, "sk-ecdsa-sha2-nistp256@openssh.com": 4,
    ]

    /// Reads a line; white space around it is dropped.
    ///
    /// - Throws: what rule of `SeedFault` it breaks. The fault never holds any of the text.
    public init(_ text: String) throws(Fault) {
        guard text.utf8.count <= Self.maximumLength else { throw Fault(rule: .tooLarge, message: "longer than 16 KiB") }
        guard !text.contains("PRIVATE KEY") else { throw Fault(rule: .privateKey, message: "a private key") }
        let line = text.trimmingCharacters(in: .whitespacesAndNewlines)
        guard line.unicodeScalars.allSatisfy({ $0.properties.generalCategory != .control && !$0.isLineBreak }) else {
            throw Fault(rule: .character, message: "more than one line, or a control character")
        }
        let words = line.split(separator: " ", maxSplits: 2)
        guard words.count >= 2 else { throw Fault(rule: .grammar, message: "not a type, data and a comment") }
        guard let parts = Self.parts[String(words[0])] else {
            throw Fault(rule: .keyType, message: "not a known type of key; options are not taken")
        }
        guard Self.isKey(String(words[1]), type: String(words[0]), parts: parts) else {
            throw Fault(rule: .keyData, message: "the data are damaged, or of another type")
        }
        type = String(words[0])
        base64 = String(words[1])
        comment = words.count > 2 ? words[2].trimmingCharacters(in: .whitespaces) : nil
    }

    /// Why a text is not a public key.
    public struct Fault: Error, Hashable, Sendable {
        public var rule: SeedFault.Rule
        public var message: String
    }

    /// Whether the data are parts of the length they say, the first being the type.
    private static func isKey(_ base64: String, type: String, parts: Int) -> Bool {
        guard let data = Data(base64Encoded: base64) else { return false }
        var rest = Array(data)[...]
        var found: [ArraySlice<UInt8>] = []
        while !rest.isEmpty {
            guard found.count < parts, let part = takePart(&rest) else { return false }
            found.append(part)
        }
        guard found.count == parts, found.first.map({ $0.elementsEqual(type.utf8) }) == true else { return false }
        return !type.hasSuffix("ssh-ed25519") || found[1].count == 32
    }

    /// A part is its length in four bytes, the highest first, and its bytes.
    private static func takePart(_ bytes: inout ArraySlice<UInt8>) -> ArraySlice<UInt8>? {
        guard bytes.count >= 4 else { return nil }
        let length = bytes.prefix(4).reduce(0) { $0 << 8 | Int($1) }
        bytes = bytes.dropFirst(4)
        guard length > 0, bytes.count >= length else { return nil }
        defer { bytes = bytes.dropFirst(length) }
        return bytes.prefix(length)
    }
}

extension Unicode.Scalar {
    /// Line and paragraph separators, which YAML and people take for line breaks.
    var isLineBreak: Bool {
        value == 0x0A || value == 0x0D || value == 0x85 || value == 0x2028 || value == 0x2029
    }
}
