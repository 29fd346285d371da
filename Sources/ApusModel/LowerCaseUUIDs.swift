import FoundationEssentials

/// Writes UUIDs in lower case, as RFC 9562 (section 4) and every tool of this field do; Foundation's encoder writes capitals and
/// has no setting for it.
enum LowerCaseUUIDs {
    private static let length = 36
    private static let quote = UInt8(ascii: "\"")

    /// The same JSON, with each string that is nothing but a UUID in lower case.
    static func applied(to json: Data) -> Data {
        var bytes = [UInt8](json)
        var index = 0
        while index + length + 1 < bytes.count {
            if bytes[index] == quote, bytes[index + length + 1] == quote, isUUID(bytes[index + 1...index + length]) {
                for place in index + 1...index + length where bytes[place] >= UInt8(ascii: "A") { bytes[place] |= 0x20 }
                index += length
            }
            index += 1
        }
        return Data(bytes)
    }

    private static func isUUID(_ text: ArraySlice<UInt8>) -> Bool {
        for (place, byte) in zip(0..., text) {
            let isHyphenPlace = place == 8 || place == 13 || place == 18 || place == 23
            guard isHyphenPlace ? byte == UInt8(ascii: "-") : isHexadecimal(byte) else { return false }
        }
        return true
    }

    private static func isHexadecimal(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "F"),
            UInt8(ascii: "a")...UInt8(ascii: "f"):
            true
        default: false
        }
    }
}
