import Crypto
import FoundationEssentials
import Inventory

extension CursorSeal {
    /// Cursors carry an HMAC under a key of this process: none can be forged, and all end with it.
    static func authenticated() -> CursorSeal {
        let key = SymmetricKey(size: .bits256)
        return CursorSeal(
            seal: { bytes in Array(HMAC<SHA256>.authenticationCode(for: Data(bytes), using: key)) + bytes },
            open: { bytes in
                let (code, body) = (bytes.prefix(32), bytes.dropFirst(32))
                return HMAC<SHA256>.isValidAuthenticationCode(Data(code), authenticating: Data(body), using: key)
                    ? Array(body) : nil
            })
    }
}
