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
        let isNumber = text.utf8.first.map { (48...57).contains($0) || $0 == 45 } == true
        if isNumber, let number = Double(text), number.isFinite { return .number(number) }
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
        case UInt8(ascii: "\\"), UInt8(ascii: "/"), 34, 39: return [byte]
        case UInt8(ascii: "u"):
            let digits = bytes.dropFirst(place).prefix(4)
            guard digits.count == 4, let code = UInt32(String(decoding: digits, as: UTF8.self), radix: 16),
                let scalar = Unicode.Scalar(code)
            else { throw fault("\\u wants four hexadecimal digits of a character") }
            place += 4
            return Array(String(Character(scalar)).utf8)
        default: throw fault("an escape in a string is not known")
        }
    }
}
