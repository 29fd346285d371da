import ApusModel
import FoundationEssentials

/// Fetches what users name by URL. The one way out of the server.
public protocol ImageFetcher: Sendable {
    /// Opens a URL under the policy, each redirect too, and hands its bytes over while `body` runs.
    /// - Throws: a ``Problem``: `invalid` for what is forbidden or not there, `host-unreachable` for what does not answer.
    func fetch(
        _ url: String, under policy: OutboundPolicy, _ body: @Sendable (FetchedContent) async throws -> Void
    ) async throws
}

/// What a URL gives.
public struct FetchedContent: Sendable {
    /// Bytes, where the other side says so.
    public var length: Int64?
    /// They end with an error where the connection is cut before their announced end.
    public var bytes: ByteSequence

    public init(length: Int64?, bytes: ByteSequence) {
        self.length = length
        self.bytes = bytes
    }
}

/// A list of checksums, as `sha256sum` and BSD's `sha256` write it.
enum ChecksumList {
    /// The SHA-256 of a file that the list names.
    static func sha256(of file: String, in list: String) -> String? {
        for line in list.split(whereSeparator: \.isNewline) {
            if line.hasPrefix("SHA256 ("), let close = line.firstRange(of: ") = ") {
                let name = line[line.index(line.startIndex, offsetBy: 8)..<close.lowerBound]
                if name == file, let sum = valid(line[close.upperBound...]) { return sum }
                continue
            }
            let parts = line.split(separator: " ", maxSplits: 1)
            guard parts.count == 2, let sum = valid(parts[0]) else { continue }
            let name = parts[1].drop { $0 == " " || $0 == "*" }
            if name == file || name == "./" + file { return sum }
        }
        return nil
    }

    private static func valid(_ text: Substring) -> String? {
        text.utf8.count == 64 && text.allSatisfy(\.isHexDigit) ? text.lowercased() : nil
    }
}
