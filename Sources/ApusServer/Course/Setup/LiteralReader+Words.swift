extension LiteralReader {
    /// A number, or one of the words of JSON and Python.
    mutating func word() throws(LiteralFault) -> Literal.Form {
        let begin = place
        while let byte = peek, Self.isWord(byte) || [43, 45, 46].contains(byte) { place += 1 }
        let text = String(decoding: bytes[begin..<place], as: UTF8.self)
        switch text {
        case "true", "True": return .bool(true)
        case "false", "False": return .bool(false)
        case "null", "None": return .none
        default: break
        }
        // Python 2 prints 512L for some numbers.
        if let number = Int64(text.hasSuffix("L") ? String(text.dropLast()) : text) { return .integer(number) }
        if text.utf8.allSatisfy(Self.isOfNumber), let number = Double(text), number.isFinite { return .number(number) }
        if ["u", "b", "r"].contains(text.lowercased()), peek == 34 || peek == 39 { return .text(try string()) }
        throw fault(text.isEmpty ? "a value is missing" : "\"\(text.prefix(32))\" is no value")
    }

    /// A string in single or double quotes on one line.
    mutating func string() throws(LiteralFault) -> String {
        let quote = peek
        place += 1
        var text: [UInt8] = []
        while let byte = peek, byte != 10 {
            place += 1
            if byte == quote { return String(decoding: text, as: UTF8.self) }
            if byte == UInt8(ascii: "\\") { text += try escaped() } else { text.append(byte) }
        }
        throw fault("a string is not closed")
    }

    private mutating func escaped() throws(LiteralFault) -> [UInt8] {
        guard let byte = peek else { throw fault("a string is not closed") }
        place += 1
        switch byte {
        case UInt8(ascii: "n"): return [10]
        case UInt8(ascii: "t"): return [9]
        case UInt8(ascii: "r"): return [13]
        case UInt8(ascii: "b"): return [8]
        case UInt8(ascii: "f"): return [12]
        case UInt8(ascii: "\\"), UInt8(ascii: "/"), 34, 39: return [byte]
        case UInt8(ascii: "u"): return Array(String(Character(try scalar())).utf8)
        default: throw fault("an escape in a string is not known")
        }
    }

    /// A character behind `\u`; one beyond U+FFFF is written as two surrogates.
    private mutating func scalar() throws(LiteralFault) -> Unicode.Scalar {
        var units = [try unit()]
        if UTF16.isLeadSurrogate(units[0]), bytes.dropFirst(place).starts(with: [92, UInt8(ascii: "u")]) {
            place += 2
            units.append(try unit())
        }
        var decoder = UTF16()
        var iterator = units.makeIterator()
        guard case .scalarValue(let scalar) = decoder.decode(&iterator), case .emptyInput = decoder.decode(&iterator)
        else { throw fault("\\u wants a character, not half of one") }
        return scalar
    }

    private mutating func unit() throws(LiteralFault) -> UInt16 {
        let digits = bytes.dropFirst(place).prefix(4)
        guard digits.count == 4, digits.allSatisfy({ Unicode.Scalar($0).properties.isASCIIHexDigit }),
            let unit = UInt16(String(decoding: digits, as: UTF8.self), radix: 16)
        else { throw fault("\\u wants four hexadecimal digits") }
        place += 4
        return unit
    }

    /// Digits, signs, point and exponent: Swift would read `0x10` and `nan` too.
    private static func isOfNumber(_ byte: UInt8) -> Bool {
        switch byte {
        case 48...57, UInt8(ascii: "."), UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "e"), UInt8(ascii: "E"):
            true
        default: false
        }
    }
}
