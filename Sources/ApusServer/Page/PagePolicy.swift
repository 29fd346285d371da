import Crypto
import FoundationEssentials

/// The content security policy of the page (W3C, Content Security Policy Level 3).
enum PagePolicy {
    /// Nothing but the page's own files runs in it; inline styles are for terminals and displays, which set them.
    static let strict = policy(scripts: [])

    /// The scripts that stand in the page itself, by their hashes: what is put into it later does not run.
    static func of(_ page: Data) -> String {
        let scripts = String(decoding: page, as: UTF8.self).matches(of: /(?s)<script>(.*?)<\/script>/)
        return policy(
            scripts: scripts.map { "'sha256-\(Data(SHA256.hash(data: Data($0.1.utf8))).base64EncodedString())'" })
    }

    private static func policy(scripts: [String]) -> String {
        "default-src 'self'; script-src \((["'self'"] + scripts).joined(separator: " ")); img-src 'self' data: blob:; "
            + "style-src 'self' 'unsafe-inline'; base-uri 'self'; form-action 'self'; object-src 'none'; "
            + "frame-ancestors 'none'"
    }
}
