import NIOCore

/// Makes text messages of a terminal's bytes: a character that two reads cut is never cut by a message (RFC 6455 wants each to
/// be whole UTF-8), and what is no UTF-8 becomes U+FFFD.
struct TextPieces: Sendable {
    /// The begin of a character: three bytes at most.
    private var begun: [UInt8] = []

    /// The text of what came, without a character that is not whole yet.
    mutating func take(_ bytes: ByteBuffer) -> ByteBuffer {
        let all = begun + bytes.readableBytesView
        let whole = all.dropLast(Self.unfinished(all))
        begun = Array(all[whole.endIndex...])
        return ByteBuffer(string: String(decoding: whole, as: UTF8.self))
    }

    /// What is left when no more comes; nil where that is nothing.
    mutating func end() -> ByteBuffer? {
        guard !begun.isEmpty else { return nil }
        begun = []
        return ByteBuffer(string: "\u{FFFD}")
    }

    /// How many bytes at the end may be the begin of a character.
    private static func unfinished(_ bytes: [UInt8]) -> Int {
        for (count, byte) in zip(1...3, bytes.reversed()) where byte & 0xC0 != 0x80 {
            let length =
                switch byte {
                case 0xC2...0xDF: 2
                case 0xE0...0xEF: 3
                case 0xF0...0xF4: 4
                default: 1
                }
            return length > count ? count : 0
        }
        return 0
    }
}
