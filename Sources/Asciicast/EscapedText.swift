/// Bytes of a terminal as the inside of a JSON string, piece by piece: characters that a piece cuts in two are kept until the
/// next, and what is no UTF-8 becomes U+FFFD, one for each maximal part (Unicode 15, section 3.9, table 3-8).
struct EscapedText: Sendable {
    /// The begin of a character whose rest has not come: 3 bytes at most.
    private(set) var tail: [UInt8] = []
    private var scratch: [UInt8] = []

    /// Appends the JSON of what is complete.
    mutating func append(_ piece: ArraySlice<UInt8>, to line: inout [UInt8]) {
        if tail.isEmpty { return encode(piece, to: &line) }
        let whole = tail + piece
        tail = []
        encode(whole[...], to: &line)
    }

    /// What never became a character.
    mutating func end(to line: inout [UInt8]) {
        guard !tail.isEmpty else { return }
        tail = []
        line += [0xEF, 0xBF, 0xBD]
    }

    private mutating func encode(_ piece: ArraySlice<UInt8>, to line: inout [UInt8]) {
        // No byte becomes more than 6.
        if scratch.count < piece.count * 6 { scratch = [UInt8](repeating: 0, count: piece.count * 6) }
        let (written, read) = piece.withUnsafeBufferPointer { source in
            scratch.withUnsafeMutableBufferPointer { Self.encode(source, to: $0) }
        }
        line.append(contentsOf: scratch[..<written])
        tail = Array(piece.dropFirst(read))
    }

    /// - Returns: how many bytes were written, and how many of the source they stand for.
    private static func encode(
        _ source: UnsafeBufferPointer<UInt8>, to target: UnsafeMutableBufferPointer<UInt8>
    ) -> (written: Int, read: Int) {
        var (written, read, mixed) = (0, 0, 0)
        while read < source.count {
            if read >= mixed {
                let plain = copyPlain(source, from: read, to: target, at: written)
                (written, read) = (written + plain, read + plain)
                mixed = read + 8
                continue
            }
            let byte = source[read]
            if byte >= 0x80 {
                guard let part = UTF8Part(source, at: read) else { return (written, read) }
                if part.isValid {
                    for offset in 0..<part.length { target[written + offset] = source[read + offset] }
                    written += part.length
                } else {
                    (target[written], target[written + 1], target[written + 2]) = (0xEF, 0xBF, 0xBD)
                    written += 3
                }
                read += part.length
                continue
            }
            if byte >= 0x20, byte != 0x22, byte != 0x5C {
                target[written] = byte
                written += 1
            } else {
                written += escape(byte, to: target, at: written)
            }
            read += 1
        }
        return (written, read)
    }

    /// Copies characters that stand for themselves, as long as eight of them come together: most of what floods a terminal.
    private static func copyPlain(
        _ source: UnsafeBufferPointer<UInt8>, from place: Int, to target: UnsafeMutableBufferPointer<UInt8>,
        at start: Int
    ) -> Int {
        guard let from = UnsafeRawPointer(source.baseAddress), let to = UnsafeMutableRawPointer(target.baseAddress)
        else { return 0 }
        let most = min(source.count - place, target.count - start) - 8
        var count = 0
        while count <= most {
            let word = from.loadUnaligned(fromByteOffset: place + count, as: UInt64.self)
            guard isPlain(word) else { break }
            to.storeBytes(of: word, toByteOffset: start + count, as: UInt64.self)
            count += 8
        }
        return count
    }

    /// Whether none of eight bytes is a control character, a quote, a backslash or beyond ASCII: a byte that is one leaves its
    /// highest bit set.
    private static func isPlain(_ word: UInt64) -> Bool {
        let ones: UInt64 = 0x0101_0101_0101_0101
        func marksZero(_ word: UInt64) -> UInt64 { (word &- ones) & ~word }
        let control = (word &- ones * 0x20) & ~word
        return (word | control | marksZero(word ^ ones * 0x22) | marksZero(word ^ ones * 0x5C)) & (ones * 0x80) == 0
    }

    private static func escape(_ byte: UInt8, to target: UnsafeMutableBufferPointer<UInt8>, at place: Int) -> Int {
        let short: UInt8? =
            switch byte {
            case 0x22, 0x5C: byte
            case 0x08: 0x62
            case 0x09: 0x74
            case 0x0A: 0x6E
            case 0x0C: 0x66
            case 0x0D: 0x72
            default: nil
            }
        target[place] = 0x5C
        if let short {
            target[place + 1] = short
            return 2
        }
        target[place + 1] = 0x75
        target[place + 2] = 0x30
        target[place + 3] = 0x30
        target[place + 4] = digit(byte >> 4)
        target[place + 5] = digit(byte & 0xF)
        return 6
    }

    private static func digit(_ value: UInt8) -> UInt8 { value < 10 ? 0x30 + value : 0x57 + value }
}

/// The bytes at one place of a text: a character, or the longest begin of one that is none.
struct UTF8Part {
    var length: Int
    var isValid: Bool

    /// nil where the text ends within what may become a character.
    init?(_ source: UnsafeBufferPointer<UInt8>, at place: Int) {
        let (count, least, most) = Self.shape(source[place])
        (length, isValid) = (1, false)
        guard count > 1 else { return }
        for offset in 1..<count {
            guard place + offset < source.count else { return nil }
            let byte = source[place + offset]
            guard byte >= (offset == 1 ? least : 0x80), byte <= (offset == 1 ? most : 0xBF) else { return }
            length = offset + 1
        }
        isValid = true
    }

    /// How long a character that begins so is, and what its second byte may be (Unicode 15, table 3-7); 1 for no begin.
    private static func shape(_ lead: UInt8) -> (Int, UInt8, UInt8) {
        switch lead {
        case 0xC2...0xDF: (2, 0x80, 0xBF)
        case 0xE0: (3, 0xA0, 0xBF)
        case 0xED: (3, 0x80, 0x9F)
        case 0xE1...0xEF: (3, 0x80, 0xBF)
        case 0xF0: (4, 0x90, 0xBF)
        case 0xF1...0xF3: (4, 0x80, 0xBF)
        case 0xF4: (4, 0x80, 0x8F)
        default: (1, 0, 0)
        }
    }
}
