/// Characters, escapes and white space of texts and attribute values (XML 1.0, sections 2.11, 3.3.3, 4.1 and 4.6).
extension XMLReader {
    mutating func attributeValue() throws(XMLError) -> String {
        _ = cursor.skipWhitespace()
        guard cursor.take(UInt8(ascii: "=")) else { throw fault(.syntax, "an attribute has no value") }
        _ = cursor.skipWhitespace()
        guard let quote = cursor.current, quote == UInt8(ascii: "'") || quote == UInt8(ascii: "\"") else {
            throw fault(.syntax, "an attribute's value is not quoted")
        }
        cursor.advance()
        let value = try characters(until: quote, inAttribute: true)
        guard cursor.take(quote) else { throw fault(.syntax, "an attribute's value does not end") }
        return value
    }

    /// The text up to a byte that ends it, or up to the end of the input, with its escapes resolved.
    mutating func characters(until end: UInt8, inAttribute: Bool) throws(XMLError) -> String {
        let ampersand = UInt8(ascii: "&")
        var result = ""
        while let byte = cursor.current, byte != end {
            guard byte != ampersand else {
                result.unicodeScalars.append(try reference())
                continue
            }
            let start = cursor.position
            cursor.skip { $0 != end && $0 != ampersand && $0 != UInt8(ascii: "<") }
            let part = try string(cursor.slice(from: start), normalizing: inAttribute)
            if result.isEmpty { result = part } else { result += part }
            if cursor.current == UInt8(ascii: "<"), inAttribute { throw fault(.syntax, "< in an attribute's value") }
        }
        return result
    }

    /// Bytes as text: checked, line ends made `\n`, and in attributes white space made spaces.
    func string(_ bytes: ArraySlice<UInt8>, normalizing: Bool) throws(XMLError) -> String {
        var plain = true
        var before: (UInt8, UInt8) = (0, 0)
        for byte in bytes {
            if byte < 0x20 {
                guard XMLCharacters.isWhitespace(byte) else { throw fault(.character, "a control character") }
                plain = plain && byte != 0x0D && !normalizing
            } else if byte >= 0xBE, before == (0xEF, 0xBF) {
                throw fault(.character, "U+FFFE or U+FFFF")
            }
            before = (before.1, byte)
        }
        return plain ? String(decoding: bytes, as: UTF8.self) : normalized(bytes, spaces: normalizing)
    }

    private func normalized(_ bytes: ArraySlice<UInt8>, spaces: Bool) -> String {
        var output: [UInt8] = []
        var before: UInt8 = 0
        for byte in bytes {
            let lineFeedOfPair = byte == 0x0A && before == 0x0D
            if !lineFeedOfPair {
                let normal = byte == 0x0D ? 0x0A : byte
                output.append(spaces && XMLCharacters.isWhitespace(normal) ? 0x20 : normal)
            }
            before = byte
        }
        return String(decoding: output, as: UTF8.self)
    }

    /// One of the five entities or a character by its number.
    private mutating func reference() throws(XMLError) -> Unicode.Scalar {
        cursor.advance()
        let start = cursor.position
        cursor.skip { $0 != UInt8(ascii: ";") && $0 > 0x20 && $0 < 0x7F }
        let name = cursor.string(from: start)
        guard cursor.take(UInt8(ascii: ";")) else { throw fault(.syntax, "an & does not begin an escape") }
        switch name {
        case "amp": return "&"
        case "lt": return "<"
        case "gt": return ">"
        case "quot": return "\""
        case "apos": return "'"
        default: return try numbered(name)
        }
    }

    private func numbered(_ name: String) throws(XMLError) -> Unicode.Scalar {
        guard name.hasPrefix("#") else { throw fault(.entity, "an entity that XML does not define") }
        let isHex = name.hasPrefix("#x")
        let digits = name.dropFirst(isHex ? 2 : 1)
        // UInt32 would take a sign.
        guard digits.first?.isHexDigit == true, let number = UInt32(digits, radix: isHex ? 16 : 10),
            let scalar = Unicode.Scalar(number), XMLCharacters.isAllowed(scalar)
        else { throw fault(.character, "a character number that XML does not allow") }
        return scalar
    }
}
