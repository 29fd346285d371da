import Foundation

/// Bytes of a volume, with the number formats of ECMA-119, section 7.
struct ISO9660Bytes {
    private(set) var bytes: [UInt8] = []

    var count: Int { bytes.count }

    mutating func byte(_ value: UInt8) { bytes.append(value) }
    mutating func raw(_ more: some Sequence<UInt8>) { bytes.append(contentsOf: more) }
    mutating func zeros(_ count: Int) { bytes.append(contentsOf: repeatElement(0, count: max(0, count))) }

    /// 7.2.1 and 7.3.1, the lowest byte first.
    mutating func little<Number: FixedWidthInteger>(_ value: Number) {
        withUnsafeBytes(of: value.littleEndian) { bytes.append(contentsOf: $0) }
    }

    /// 7.2.2 and 7.3.2, the highest byte first.
    mutating func big<Number: FixedWidthInteger>(_ value: Number) {
        withUnsafeBytes(of: value.bigEndian) { bytes.append(contentsOf: $0) }
    }

    /// 7.2.3 and 7.3.3, both.
    mutating func both<Number: FixedWidthInteger>(_ value: Number) {
        little(value)
        big(value)
    }

    /// A text in a field of a fixed length, filled with spaces.
    mutating func text(_ text: String, length: Int, _ tree: ISO9660Tree) {
        let content =
            tree == .primary ? Array(text.utf8) : Array(text.utf16).flatMap { [UInt8($0 >> 8), UInt8($0 & 0xFF)] }
        let space: [UInt8] = tree == .primary ? [0x20] : [0x00, 0x20]
        var field = Array(content.prefix(length))
        while field.count + space.count <= length { field += space }
        raw(field)
        zeros(length - field.count)
    }

    /// Content filled up to whole sectors; nothing where there is none.
    mutating func append(sector content: [UInt8]) {
        raw(content)
        let over = content.count % ISO9660Image.sectorSize
        if over > 0 { zeros(ISO9660Image.sectorSize - over) }
    }
}

/// A date in UTC, in the two forms of ECMA-119, sections 8.4.26.1 and 9.1.5.
struct ISO9660Date: Hashable {
    private let year, month, day, hour, minute, second: Int

    init(_ date: Date) {
        // The short form counts years from 1900 in a byte.
        let seconds = min(max(date.timeIntervalSince1970.rounded(.down), 0), 5_869_583_999)
        let whole = Int(exactly: seconds) ?? 0
        let (days, rest) = whole.quotientAndRemainder(dividingBy: 86_400)
        (year, month, day) = Self.civil(days)
        (hour, minute, second) = (rest / 3600, rest / 60 % 60, rest % 60)
    }

    var short: [UInt8] {
        [year - 1900, month, day, hour, minute, second, 0].map { UInt8(clamping: $0) }
    }

    var long: [UInt8] {
        let digits =
            Self.digits(year, 4) + [month, day, hour, minute, second].map { Self.digits($0, 2) }.joined() + "00"
        return Array(digits.utf8) + [0]
    }

    static let longUnset = [UInt8](repeating: UInt8(ascii: "0"), count: 16) + [0]

    private static func digits(_ number: Int, _ count: Int) -> String {
        let text = String(number)
        return String(repeating: "0", count: max(0, count - text.count)) + text
    }

    /// The day of the calendar from days since 1970; the year begins in March, so that leap days come last.
    private static func civil(_ days: Int) -> (Int, Int, Int) {
        let shifted = days + 719_468
        let era = shifted / 146_097
        let dayOfEra = shifted % 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shiftedMonth = (5 * dayOfYear + 2) / 153
        let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
        let year = era * 400 + yearOfEra + (month <= 2 ? 1 : 0)
        return (year, month, dayOfYear - (153 * shiftedMonth + 2) / 5 + 1)
    }
}
