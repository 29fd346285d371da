/// One event of a stream.
public struct ServerSentEvent: Hashable, Sendable {
    /// What `Last-Event-ID` resumes after; empty when the stream never named one.
    public var id: String
    /// `message` when the stream names none.
    public var event: String
    public var data: String

    public init(id: String = "", event: String = "message", data: String) {
        self.id = id
        self.event = event
        self.data = data
    }
}

/// Takes the bytes of a `text/event-stream` apart; does no input or output of its own.
///
/// Source: HTML Living Standard, section 9.2.6, "Interpreting an event stream". `retry` is ignored.
public struct EventStreamParser: Sendable {
    /// An event is larger than the parser takes.
    public struct TooLarge: Error, Hashable, Sendable {}

    private let limit: Int
    private var line: [UInt8] = []
    private var data: [UInt8] = []
    private var event = ""
    private var lastID = ""
    private var sawCarriageReturn = false
    private var isFirstLine = true

    /// `limit` is the most bytes that one event may have.
    public init(limit: Int = 1 << 20) { self.limit = limit }

    /// Takes the next bytes and returns the events that they complete.
    public mutating func push(_ bytes: some Sequence<UInt8>) throws(TooLarge) -> [ServerSentEvent] {
        var events: [ServerSentEvent] = []
        for byte in bytes {
            let endsLine = byte == 0x0A || byte == 0x0D
            defer { sawCarriageReturn = byte == 0x0D }
            if !endsLine {
                line.append(byte)
                guard line.count <= limit else { throw TooLarge() }
            } else if !(byte == 0x0A && sawCarriageReturn), let event = try endLine() {
                events.append(event)
            }
        }
        return events
    }

    private mutating func endLine() throws(TooLarge) -> ServerSentEvent? {
        defer { line.removeAll(keepingCapacity: true) }
        if isFirstLine { dropByteOrderMark() }
        if line.isEmpty { return dispatch() }
        guard let colon = line.firstIndex(of: UInt8(ascii: ":")) else {
            try take(field: line[...], value: [])
            return nil
        }
        var value = line[line.index(after: colon)...]
        if value.first == 0x20 { value.removeFirst() }
        try take(field: line[..<colon], value: value)
        return nil
    }

    private mutating func take(field: ArraySlice<UInt8>, value: ArraySlice<UInt8>) throws(TooLarge) {
        switch String(decoding: field, as: UTF8.self) {
        case "data":
            data += value
            data.append(0x0A)
            guard data.count <= limit else { throw TooLarge() }
        case "event": event = String(decoding: value, as: UTF8.self)
        case "id": if !value.contains(0) { lastID = String(decoding: value, as: UTF8.self) }
        default: break
        }
    }

    private mutating func dispatch() -> ServerSentEvent? {
        defer {
            data.removeAll(keepingCapacity: true)
            event = ""
        }
        guard !data.isEmpty else { return nil }
        return ServerSentEvent(
            id: lastID, event: event.isEmpty ? "message" : event, data: String(decoding: data.dropLast(), as: UTF8.self)
        )
    }

    private mutating func dropByteOrderMark() {
        isFirstLine = false
        if line.starts(with: [0xEF, 0xBB, 0xBF]) { line.removeFirst(3) }
    }
}
