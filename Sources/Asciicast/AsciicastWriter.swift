/// Makes the lines of an asciicast v2 file. A file of whole lines is a valid one, wherever it ends.
public struct AsciicastWriter: Sendable {
    /// The most bytes of a terminal in one line; longer pieces become several lines.
    public static let pieceLimit = 65_536

    private var written: EventLines
    private var output = EscapedText()
    private var input = EscapedText()

    public init(_ header: AsciicastHeader) { written = EventLines(bytes: header.line()) }

    /// Lines that nobody took yet.
    public var lines: [UInt8] { written.bytes }
    /// The time of the last line, in microseconds since the begin.
    public var last: Int64 { written.last }

    /// What the terminal showed, at a time in microseconds since the begin. Times never go back.
    public mutating func output(_ bytes: [UInt8], at time: Int64) { written.add(bytes, "o", &output, time) }

    /// What was typed.
    public mutating func input(_ bytes: [UInt8], at time: Int64) { written.add(bytes, "i", &input, time) }

    public mutating func resize(columns: Int, rows: Int, at time: Int64) {
        var text = EscapedText()
        written.add(Array("\(columns)x\(rows)".utf8), "r", &text, time)
    }

    /// - Parameter label: may be empty.
    public mutating func marker(_ label: String, at time: Int64) {
        var text = EscapedText()
        written.begin("m", time)
        text.append(Array(label.utf8)[...], to: &written.bytes)
        written.close()
    }

    /// Writes what never became characters.
    public mutating func end() {
        written.finish("o", &output)
        written.finish("i", &input)
    }

    /// Takes the lines away; the room they took is kept.
    public mutating func drain(_ take: (UnsafeRawBufferPointer) throws -> Void) rethrows {
        defer { written.bytes.removeAll(keepingCapacity: written.bytes.capacity <= 4 << 20) }
        try written.bytes.withUnsafeBytes(take)
    }
}

/// Lines of events as they are put together.
struct EventLines: Sendable {
    var bytes: [UInt8]
    private(set) var last: Int64 = 0

    init(bytes: [UInt8]) { self.bytes = bytes }

    mutating func add(_ bytes: [UInt8], _ code: Unicode.Scalar, _ text: inout EscapedText, _ time: Int64) {
        var rest = bytes[...]
        while !rest.isEmpty {
            let piece = rest.prefix(AsciicastWriter.pieceLimit)
            rest = rest.dropFirst(piece.count)
            let start = self.bytes.count
            begin(code, time)
            let inside = self.bytes.count
            text.append(piece, to: &self.bytes)
            // A piece that only began a character is no event.
            if self.bytes.count == inside { self.bytes.removeSubrange(start...) } else { close() }
        }
    }

    mutating func finish(_ code: Unicode.Scalar, _ text: inout EscapedText) {
        guard !text.tail.isEmpty else { return }
        begin(code, last)
        text.end(to: &bytes)
        close()
    }

    /// `[1.500000, "o", "`
    mutating func begin(_ code: Unicode.Scalar, _ time: Int64) {
        last = max(last, time)
        let (seconds, fraction) = last.quotientAndRemainder(dividingBy: 1_000_000)
        let digits = Array(String(fraction).utf8)
        bytes += Array("[\(seconds).".utf8)
        bytes += Array(repeating: 0x30, count: 6 - digits.count) + digits
        bytes += [0x2C, 0x20, 0x22, UInt8(ascii: code), 0x22, 0x2C, 0x20, 0x22]
    }

    mutating func close() { bytes += [0x22, 0x5D, 0x0A] }
}
