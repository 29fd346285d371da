import FoundationEssentials

/// The secret that opens the API. It is only ever read from a file and only ever written into a request's header:
/// printing the value shows a placeholder.
public struct AccessToken: Sendable, CustomStringConvertible, CustomReflectable {
    let secret: String

    /// Takes a token's text, with or without blanks and line ends around it.
    /// - Throws: ``ClientError`` `bad-token` when it is empty, long, or holds what cannot stand in a header.
    public init(_ text: String) throws(ClientError) {
        let bytes = text.utf8.drop(while: Self.isBlank).reversed().drop(while: Self.isBlank).reversed()
        guard !bytes.isEmpty else { throw ClientError(.badToken, "The token is empty.") }
        guard bytes.count <= 4096, bytes.allSatisfy({ (0x21...0x7E).contains($0) }) else {
            throw ClientError(.badToken, "The token must be one line of at most 4096 visible ASCII characters.")
        }
        self.secret = String(decoding: bytes, as: UTF8.self)
    }

    /// Reads the token from a file of at most 64 KiB.
    /// - Throws: ``ClientError`` `bad-token` that names the file.
    public init(file path: String) throws(ClientError) {
        guard let attributes = try? FileManager.default.attributesOfItem(atPath: path) else {
            throw ClientError(.badToken, "The token file \(path) does not exist or cannot be seen.", hint: Self.hint)
        }
        guard let size = attributes[.size] as? Int ?? (attributes[.size] as? UInt64).map({ Int(clamping: $0) }),
            size <= 65_536, let data = FileManager.default.contents(atPath: path)
        else { throw ClientError(.badToken, "The token file \(path) cannot be read.", hint: Self.hint) }
        do {
            try self.init(String(decoding: data, as: UTF8.self))
        } catch {
            throw ClientError(.badToken, "\(error.message) It came from \(path).", hint: Self.hint)
        }
    }

    public var description: String { "(token)" }
    public var customMirror: Mirror { Mirror(self, children: []) }

    private static let hint = "name the right file with --token-file, or run: apus login URL --token-file FILE"

    private static func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || (0x09...0x0D).contains(byte) }
}
