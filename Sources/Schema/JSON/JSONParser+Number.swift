/// Numbers: RFC 8259 section 6.
extension JSONParser {
    /// A whole number that fits 64 bits stays exact; any other becomes a `Double`, which must be finite.
    mutating func number() throws(JSONSyntaxError) -> JSONValue {
        let start = position
        _ = take("-")
        try wholePart()
        let hasFraction = try fraction()
        let hasExponent = try exponent()
        guard position - start <= limits.numberLength else {
            throw error(.range, "the number has more than \(limits.numberLength) characters", at: start)
        }
        let text = String(decoding: bytes[start..<position], as: UTF8.self)
        if !hasFraction, !hasExponent, let whole = Int64(text) { return .integer(whole) }
        guard let number = Double(text), number.isFinite else {
            throw error(.range, "the number is too great", at: start)
        }
        return .number(number)
    }

    private mutating func wholePart() throws(JSONSyntaxError) {
        let startsWithZero = take("0")
        let digits = skipDigits()
        if startsWithZero, digits > 0 { throw error(.syntax, "a number does not start with 0", at: position - digits) }
        if !startsWithZero, digits == 0 { throw error(.syntax, "a digit is missing here") }
    }

    private mutating func fraction() throws(JSONSyntaxError) -> Bool {
        guard take(".") else { return false }
        guard skipDigits() > 0 else { throw error(.syntax, "a digit is missing here") }
        return true
    }

    private mutating func exponent() throws(JSONSyntaxError) -> Bool {
        guard take("e") || take("E") else { return false }
        _ = take("+") || take("-")
        guard skipDigits() > 0 else { throw error(.syntax, "a digit is missing here") }
        return true
    }

    private mutating func skipDigits() -> Int {
        let start = position
        while let byte = current, (0x30...0x39).contains(byte) { position += 1 }
        return position - start
    }
}
