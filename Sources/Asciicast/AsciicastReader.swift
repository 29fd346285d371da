/// Reads an asciicast v2 file as it comes, and survives whatever it holds: lines that are no events are passed over, a cut last
/// line too, and times that go back stand still.
public struct AsciicastReader: Sendable {
    /// The longest line that is read; a longer one is passed over.
    public static let lineLimit = 1 << 20

    /// nil until it has been read.
    public private(set) var header: AsciicastHeader?
    /// Whole lines that were no events.
    public private(set) var faults = 0
    private var line: [UInt8] = []
    private var isTooLong = false
    private var last: Int64 = 0

    public init() {}

    /// - Throws: ``AsciicastFault`` where the first line is no header of version 2; else what `visit` throws.
    public mutating func read(
        _ bytes: some Sequence<UInt8>, _ visit: (AsciicastEvent) throws -> Void
    ) throws {
        try Array(bytes).withUnsafeBufferPointer { try read($0, visit) }
    }

    private mutating func read(
        _ bytes: UnsafeBufferPointer<UInt8>, _ visit: (AsciicastEvent) throws -> Void
    ) throws {
        var start = 0
        while start < bytes.count {
            let end = bytes[start...].firstIndex(of: 0x0A)
            take(bytes[start..<(end ?? bytes.count)])
            guard let end else {
                guard header != nil || !isTooLong else { throw AsciicastFault("its first line is too long") }
                return
            }
            start = end + 1
            try finishLine(visit)
        }
    }

    private mutating func take(_ part: Slice<UnsafeBufferPointer<UInt8>>) {
        if line.count + part.count > Self.lineLimit { isTooLong = true }
        if isTooLong { line = [] } else { line.append(contentsOf: part) }
    }

    private mutating func finishLine(_ visit: (AsciicastEvent) throws -> Void) throws {
        defer {
            line.removeAll(keepingCapacity: true)
            isTooLong = false
        }
        guard header != nil else {
            guard !isTooLong else { throw AsciicastFault("its first line is too long") }
            return header = try AsciicastHeader(line: line)
        }
        guard !isTooLong, var event = AsciicastEvent(line: line) else { return faults += 1 }
        last = max(last, event.time)
        event.time = last
        try visit(event)
    }
}

/// One line of a recording.
public struct AsciicastEvent: Hashable, Sendable {
    public enum Kind: Hashable, Sendable {
        case output, input, marker
        case resize(columns: Int, rows: Int)
        /// One that this reader does not know: to be passed over.
        case other
    }

    /// Microseconds since the begin.
    public var time: Int64
    public var kind: Kind
    /// UTF-8.
    public var data: [UInt8]

    /// nil where the line is no event.
    init?(line: [UInt8]) {
        var reader = EventLine(line)
        guard let (time, code, data) = reader.event() else { return nil }
        self.time = time
        self.data = data
        switch code {
        case Array("o".utf8): kind = .output
        case Array("i".utf8): kind = .input
        case Array("m".utf8): kind = .marker
        case Array("r".utf8):
            guard let size = Self.size(data) else { return nil }
            kind = .resize(columns: size.0, rows: size.1)
        default: kind = .other
        }
    }

    /// `80x24`, brought into 1 to 1000.
    private static func size(_ data: [UInt8]) -> (Int, Int)? {
        let parts = String(decoding: data, as: UTF8.self).split(separator: "x", omittingEmptySubsequences: false)
        guard parts.count == 2, let columns = Int(parts[0]), let rows = Int(parts[1]) else { return nil }
        return (min(max(columns, 1), 1000), min(max(rows, 1), 1000))
    }
}

/// Why a file is no recording that can be read.
public struct AsciicastFault: Error, Hashable, Sendable, CustomStringConvertible {
    public let description: String

    init(_ description: String) { self.description = description }
}
