/// Reads `[1.5, "o", "text"]`.
struct EventLine {
    private let bytes: [UInt8]
    private var place = 0
    /// Ten years: no recording is longer, and sums of such times stay numbers.
    private static let longest = 315_360_000.0

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    /// Time in microseconds, code and data; nil where the line is anything else.
    mutating func event() -> (Int64, [UInt8], [UInt8])? {
        guard skip("["), let time = number(), skip(","), let code = string(), skip(","), let data = string(), skip("]"),
            isAtEnd()
        else { return nil }
        return (time, code, data)
    }

    private mutating func isAtEnd() -> Bool {
        blanks()
        return place == bytes.count
    }

    private mutating func blanks() {
        while place < bytes.count, [0x20, 0x09, 0x0D].contains(bytes[place]) { place += 1 }
    }

    private mutating func skip(_ sign: Unicode.Scalar) -> Bool {
        blanks()
        guard place < bytes.count, bytes[place] == UInt8(ascii: sign) else { return false }
        place += 1
        return true
    }

    private mutating func number() -> Int64? {
        blanks()
        let start = place
        while place < bytes.count, Self.isOfNumber(bytes[place]) { place += 1 }
        guard let seconds = Double(String(decoding: bytes[start..<place], as: UTF8.self)), !seconds.isNaN else {
            return nil
        }
        return Int64(min(max(seconds, 0), Self.longest) * 1_000_000)
    }

    private static func isOfNumber(_ byte: UInt8) -> Bool {
        (0x30...0x39).contains(byte) || [0x2B, 0x2D, 0x2E, 0x45, 0x65].contains(byte)
    }

    private mutating func string() -> [UInt8]? {
        guard skip("\"") else { return nil }
        var text: [UInt8] = []
        text.reserveCapacity(bytes.count - place)
        while place < bytes.count {
            let start = place
            while place < bytes.count, bytes[place] != 0x22, bytes[place] != 0x5C, bytes[place] >= 0x20 { place += 1 }
            text += bytes[start..<place]
            guard place < bytes.count, bytes[place] >= 0x20 else { return nil }
            place += 1
            if bytes[place - 1] == 0x22 { return text }
            guard unescape(to: &text) else { return nil }
        }
        return nil
    }

    /// What follows a backslash.
    private mutating func unescape(to text: inout [UInt8]) -> Bool {
        guard place < bytes.count else { return false }
        place += 1
        switch bytes[place - 1] {
        case 0x22, 0x5C, 0x2F: text.append(bytes[place - 1])
        case 0x62: text.append(0x08)
        case 0x66: text.append(0x0C)
        case 0x6E: text.append(0x0A)
        case 0x72: text.append(0x0D)
        case 0x74: text.append(0x09)
        case 0x75:
            guard let unit = unit() else { return false }
            if unit < 0x80 { text.append(UInt8(unit)) } else { text += character(unit) }
        default: return false
        }
        return true
    }

    /// The character that a UTF-16 unit stands for, with the unit after it where the two are a pair; U+FFFD for half of one.
    private mutating func character(_ first: UInt32) -> [UInt8] {
        var code = first
        if (0xD800...0xDBFF).contains(first), bytes[place...].starts(with: [0x5C, 0x75]) {
            let start = place
            place += 2
            if let second = unit(), (0xDC00...0xDFFF).contains(second) {
                code = 0x10000 + ((first - 0xD800) << 10) + (second - 0xDC00)
            } else {
                place = start
            }
        }
        return Array(String(Unicode.Scalar(code).map(Character.init) ?? "\u{FFFD}").utf8)
    }

    private mutating func unit() -> UInt32? {
        guard bytes.count - place >= 4 else { return nil }
        var unit: UInt32 = 0
        for byte in bytes[place..<place + 4] {
            guard let digit = Self.digit(byte) else { return nil }
            unit = unit << 4 + digit
        }
        place += 4
        return unit
    }

    private static func digit(_ byte: UInt8) -> UInt32? {
        switch byte {
        case 0x30...0x39: UInt32(byte - 0x30)
        case 0x41...0x46: UInt32(byte - 0x37)
        case 0x61...0x66: UInt32(byte - 0x57)
        default: nil
        }
    }
}
