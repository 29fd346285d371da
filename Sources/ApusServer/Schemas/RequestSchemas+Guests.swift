import ApusModel
import Schema

extension StringRule {
    /// An account's name, as it may stand in a file of accounts: no colon and no blank.
    static let guestUser = StringRule(
        code: "user", pattern: "^[A-Za-z_][A-Za-z0-9_.-]*\\$?$",
        message: "must begin with a letter or _, and hold letters, digits, _, . and -"
    ) { text in
        guard let first = text.utf8.first, isLetter(first) else { return false }
        let rest = text.hasSuffix("$") ? text.utf8.dropFirst().dropLast() : text.utf8.dropFirst()
        return rest.allSatisfy { isLetter($0) || (48...57).contains($0) || "._-".utf8.contains($0) }
    }

    private static func isLetter(_ byte: UInt8) -> Bool {
        (65...90).contains(byte) || (97...122).contains(byte) || byte == UInt8(ascii: "_")
    }

    /// An OpenSSH public key on one line.
    static let publicKey = StringRule(
        code: "ssh-key", message: "must be a public SSH key: its type, a blank, its text"
    ) { text in
        ["ssh-", "ecdsa-sha2-", "sk-ssh-", "sk-ecdsa-"].contains { text.hasPrefix($0) } && text.contains(" ")
            && !text.contains { $0.isNewline }
    }
}

extension RequestSchemas {
    static let guestUser = Schema.string(minLength: 1, maxLength: 32, rule: .guestUser)

    static let setGuestPassword = Schema.object([
        .required("user", guestUser, "The account.", example: "root"),
        .required("password", .string(minLength: 1, maxLength: 512), "Kept nowhere by Apus."),
    ])

    static let setGuestSSHKeys = Schema.object([
        .required("user", guestUser, "The account.", example: "root"),
        .required(
            "keys", .array(of: .string(minLength: 1, maxLength: 16_384, rule: .publicKey), minCount: 1, maxCount: 64),
            "Public keys."),
        .optional("replace", .boolean, "Whether all other keys of the account go.", default: false),
    ])

    static let setGuestTime = Schema.object(
        [
            .optional("sync", .boolean, "Take the time of the machine's own clock.", default: true),
            .optional("time", .time, "Set this time."),
        ], rules: [.atMostOne(of: ["sync", "time"])])

    static let freezeGuest = Schema.object([
        .optional(
            "limitSeconds", .integer(1...3600), "Seconds after which the guest is thawed in any case.", default: 60)
    ])

    static let thawGuest = Schema.object([])

    static let guestCommand = Schema.object([
        .required(
            "command", .string(minLength: 1, maxLength: 4096), "The program; no shell reads it.", example: "uptime"),
        .optional(
            "arguments", .array(of: .string(maxLength: 65_536, characters: .text), maxCount: 1000), "Its arguments."),
        .optional("input", .string(maxLength: 524_288, characters: .any), "What it reads from standard input."),
        .optional(
            "timeoutSeconds", .integer(1...300), "How long its end is waited for; it goes on after that.", default: 30),
    ])
}
