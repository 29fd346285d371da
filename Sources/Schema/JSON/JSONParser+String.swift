/// Strings: RFC 8259 sections 7 and 8.2.
extension JSONParser {
    /// The string whose opening quote is the current byte.
    mutating func string() throws(JSONSyntaxError) -> String {
        let opening = position
        position += 1
        let first = plainRun()
        if take("\"") { return try text(first, from: opening) }
        var unescaped = Array(first)
        repeat {
            try escape(into: &unescaped, opening: opening)
            unescaped += plainRun()
        } while !take("\"")
        return try text(unescaped[...], from: opening)
    }

    /// The bytes up to the next quote, backslash or control character.
    private mutating func plainRun() -> ArraySlice<UInt8> {
        let start = position
        while let byte = current, byte >= 0x20, byte != UInt8(ascii: "\""), byte != UInt8(ascii: "\\") { position += 1 }
        return bytes[start..<position]
    }

    private func text(_ bytes: ArraySlice<UInt8>, from opening: Int) throws(JSONSyntaxError) -> String {
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw error(.encoding, "the string that starts here is not UTF-8", at: opening)
        }
        return text
    }

    private mutating func escape(into bytes: inout [UInt8], opening: Int) throws(JSONSyntaxError) {
        guard current != nil else { throw error(.syntax, "the string has no end", at: opening) }
        guard take("\\") else { throw error(.syntax, "a control character in a string must be escaped") }
        guard let letter = current else { throw error(.syntax, "the string has no end", at: opening) }
        position += 1
        if let byte = Self.short(letter) {
            bytes.append(byte)
        } else if letter == UInt8(ascii: "u") {
            bytes += String(try scalar()).utf8
        } else {
            throw error(.syntax, "this escape is unknown", at: position - 2)
        }
    }

    private static func short(_ letter: UInt8) -> UInt8? {
        switch letter {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): letter
        case UInt8(ascii: "b"): 0x08
        case UInt8(ascii: "f"): 0x0C
        case UInt8(ascii: "n"): 0x0A
        case UInt8(ascii: "r"): 0x0D
        case UInt8(ascii: "t"): 0x09
        default: nil
        }
    }

    /// The character of a `\uXXXX`, or of two of them that form a surrogate pair; `\u` is already read.
    private mutating func scalar() throws(JSONSyntaxError) -> Unicode.Scalar {
        let start = position - 2
        let high = try fourDigits()
        if (0xD800..<0xDC00).contains(high), take("\\"), take("u") {
            let low = try fourDigits()
            if (0xDC00..<0xE000).contains(low),
                let pair = Unicode.Scalar(0x10000 + ((high & 0x3FF) << 10) + (low & 0x3FF))
            {
                return pair
            }
        }
        guard let scalar = Unicode.Scalar(high) else {
            throw error(.encoding, "half of a surrogate pair stands alone", at: start)
        }
        guard scalar.value != 0 || limits.acceptsNUL else {
            throw error(.encoding, "NUL is not accepted in a string", at: start)
        }
        return scalar
    }

    private mutating func fourDigits() throws(JSONSyntaxError) -> UInt32 {
        var number: UInt32 = 0
        for _ in 0..<4 {
            guard let byte = current, let digit = Character(Unicode.Scalar(byte)).hexDigitValue else {
                throw error(.syntax, "four hexadecimal digits must follow \\u")
            }
            number = number << 4 | UInt32(digit)
            position += 1
        }
        return number
    }
}
