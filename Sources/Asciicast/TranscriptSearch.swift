/// Looks for a text in what a terminal showed, line by line, without its control sequences and without regard to the case of ASCII
/// letters. It follows no cursor: what a program painted over is found as it was written.
public struct TranscriptSearch: Sendable {
    /// A line with the text in it.
    public struct Hit: Hashable, Sendable {
        /// Microseconds since the begin.
        public var time: Int64
        public var line: String
    }

    /// The longest line that is looked through at once, in bytes.
    public static let lineLimit = 4096

    private let needle: [UInt8]
    private var sequences = EscapeSequences()
    private var line: [UInt8] = []
    private var start: Int64 = 0

    /// - Parameter text: not empty.
    public init(_ text: String) { needle = text.utf8.map(Self.folded) }

    /// What the terminal showed next.
    public mutating func read(_ bytes: [UInt8], at time: Int64, _ found: (Hit) throws -> Void) rethrows {
        try bytes.withUnsafeBufferPointer { try read($0, at: time, found) }
    }

    private mutating func read(
        _ bytes: UnsafeBufferPointer<UInt8>, at time: Int64, _ found: (Hit) throws -> Void
    ) rethrows {
        var place = 0
        while place < bytes.count {
            // Nearly all there is are runs of text.
            if sequences.isOutside, bytes[place] >= 0x20 {
                var end = place + 1
                while end < bytes.count, bytes[end] >= 0x20 { end += 1 }
                if line.isEmpty { start = time }
                line.append(contentsOf: bytes[place..<min(end, place + Self.lineLimit)])
                place = min(end, place + Self.lineLimit)
                if line.count >= Self.lineLimit { try flush(found) }
                continue
            }
            let byte = bytes[place]
            place += 1
            guard sequences.next(byte) == .byte else { continue }
            switch byte {
            case 0x0A, 0x0D: try flush(found)
            case 0x08: _ = line.popLast()
            case 0x09: line.append(0x20)
            default: break
            }
        }
    }

    /// The last line, which nothing ended.
    public mutating func end(_ found: (Hit) throws -> Void) rethrows { try flush(found) }

    private mutating func flush(_ found: (Hit) throws -> Void) rethrows {
        defer { line.removeAll(keepingCapacity: true) }
        guard matches() else { return }
        try found(Hit(time: start, line: String(decoding: line, as: UTF8.self)))
    }

    private func matches() -> Bool {
        guard line.count >= needle.count else { return false }
        return line.withUnsafeBufferPointer { line in
            needle.withUnsafeBufferPointer { needle in
                for place in 0...line.count - needle.count {
                    var count = 0
                    while count < needle.count, Self.folded(line[place + count]) == needle[count] { count += 1 }
                    if count == needle.count { return true }
                }
                return false
            }
        }
    }

    private static func folded(_ byte: UInt8) -> UInt8 { (0x41...0x5A).contains(byte) ? byte | 0x20 : byte }
}
