import Crypto
import FoundationEssentials

/// The opening handshake (RFC 6455, section 4).
public enum Handshake {
    public static let version = "13"

    /// Whether this is the base64 of 16 bytes, as a client's key is.
    public static func isKey(_ key: String) -> Bool {
        key.utf8.count == 24 && Data(base64Encoded: key)?.count == 16
    }

    /// A client's key.
    public static func newKey() -> String {
        SymmetricKey(size: .bits128).withUnsafeBytes { Data($0).base64EncodedString() }
    }

    /// What a server answers to a key.
    public static func accept(_ key: String) -> String {
        let text = key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"
        return Data(Insecure.SHA1.hash(data: Data(text.utf8))).base64EncodedString()
    }
}
