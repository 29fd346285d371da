import ApusCore
import ApusModel

/// What `gpgv --status-fd` says (GnuPG's doc/DETAILS). Its exit code does not suffice: it is 0 for an expired key.
struct GPGStatus {
    private let lines: [[Substring]]

    init(_ text: String) {
        lines = text.split(separator: "\n").compactMap { line in
            let words = line.split(separator: " ")
            return words.first == "[GNUPG:]" ? Array(words.dropFirst()) : nil
        }
    }

    /// The primary key's fingerprint of a good signature. Signatures by keys that are not known beside it do no harm;
    /// a bad one does, and so does anything that is not one text with its signatures.
    func signer() throws -> String {
        guard !has("BADSIG") else { throw refusal("signature/bad", "the file is not what was signed") }
        guard !has("ERROR", "FAILURE", "UNEXPECTED") || has("NO_PUBKEY") else {
            throw refusal("signature/unreadable", "the file is not one signed text")
        }
        guard let fingerprint = goodSigner else { throw reason }
        return fingerprint
    }

    /// Of the first signature that is both good and valid now.
    private var goodSigner: String? {
        var isGood = false
        for line in lines {
            switch line.first {
            case "NEWSIG": isGood = false
            case "GOODSIG": isGood = true
            case "VALIDSIG" where isGood:
                return line.count > 10 ? String(line[10]) : line.dropFirst().first.map { String($0) }
            default: break
            }
        }
        return nil
    }

    private var reason: Problem {
        if has("EXPKEYSIG") { return refusal("signature/expired", "the key \(key("EXPKEYSIG")) has expired") }
        if has("EXPSIG") { return refusal("signature/expired", "the signature has expired") }
        if has("REVKEYSIG") { return refusal("signature/revoked", "the key \(key("REVKEYSIG")) was revoked") }
        if has("NO_PUBKEY") {
            return refusal(
                "signature/unknown-key",
                "the key \(key("NO_PUBKEY")) is not in the file of images.keyring; add it there if you trust it")
        }
        return refusal("signature/unreadable", "no signature that can be checked is in it")
    }

    private func has(_ words: Substring...) -> Bool { lines.contains { $0.first.map(words.contains) ?? false } }

    /// Hexadecimal as gpgv writes it.
    private func key(_ word: Substring) -> String {
        let id = lines.first { $0.first == word }?.dropFirst().first ?? ""
        return String(id.prefix(64).filter(\.isHexDigit))
    }

    private func refusal(_ code: String, _ reason: String) -> Problem { GPGVerifier.refusal(code, reason) }
}
