/// Public keys from the command line.
enum SSHKeys {
    /// A key as it stands, or the keys of a file; comments and empty lines are left out.
    /// - Throws: ``SettingsFault`` for a file without public keys, a private key above all.
    static func read(_ argument: String, _ surroundings: Surroundings) throws -> [String] {
        if isPublicKey(argument) { return [argument] }
        let text = try InputFile.text(atPath: surroundings.path(argument), limit: 1 << 16)
        if text.contains("PRIVATE KEY-----") {
            throw SettingsFault("\(argument) holds a private key.", hint: "give the public one: \(argument).pub")
        }
        let lines = text.split(whereSeparator: \.isNewline).map { String($0.drop { $0.isWhitespace }) }
        let keys = lines.filter { !$0.isEmpty && !$0.hasPrefix("#") }
        guard !keys.isEmpty, keys.allSatisfy(isPublicKey) else {
            throw SettingsFault("\(argument) is neither a public SSH key nor a file of them.")
        }
        return keys
    }

    private static func isPublicKey(_ text: String) -> Bool {
        ["ssh-", "ecdsa-sha2-", "sk-ssh-", "sk-ecdsa-"].contains { text.hasPrefix($0) } && text.contains(" ")
    }
}
