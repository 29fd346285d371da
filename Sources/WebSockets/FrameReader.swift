import NIOCore

/// Reads what the other side sends, strictly, as it comes (RFC 6455, section 5). Holds no more than one message of text or
/// one control frame: binary messages are handed on in pieces, since nothing of ours knows their edges.
public struct FrameReader {
    public enum Side: Sendable { case server, client }

    public enum Event: Hashable, Sendable {
        /// Some bytes of a binary message.
        case bytes(ByteBuffer)
        case text(String)
        case ping(ByteBuffer)
        case pong(ByteBuffer)
        /// ``CloseCode/none`` where there was no code.
        case close(CloseCode, reason: String)
    }

    private struct Frame {
        var opcode: Opcode
        var isFinal: Bool
        var length: Int
        var mask: UInt32?
        var position = 0
        var rest: Int { length - position }
    }

    private let side: Side
    private let limit: Int
    private var head: [UInt8] = []
    private var frame: Frame?
    /// The message whose fragments come: its kind, and its bytes so far.
    private var message: (opcode: Opcode, length: Int)?
    private var text = ByteBuffer()
    private var control = ByteBuffer()
    private var isOver = false

    /// - Parameters:
    ///   - side: who reads: what comes to a server is masked.
    ///   - limit: the most bytes of a message.
    public init(_ side: Side, limit: Int) {
        self.side = side
        self.limit = limit
        head.reserveCapacity(FrameWriter.longestHead)
    }

    /// The next event of `input`; nil when all of it was taken. Nothing comes after a close.
    public mutating func next(_ input: inout ByteBuffer) throws(SocketFault) -> Event? {
        while !isOver {
            guard let opcode = try readHead(&input)?.opcode else { return nil }
            let piece = takePiece(&input)
            if let event = try opcode.isControl ? ofControl(piece) : ofMessage(piece) { return event }
            if frame != nil, input.readableBytes == 0 { return nil }
        }
        input.clear()
        return nil
    }

    // MARK: Payload

    /// What has come of the present frame's payload, unmasked.
    private mutating func takePiece(_ input: inout ByteBuffer) -> ByteBuffer {
        guard var frame, var piece = input.readSlice(length: min(frame.rest, input.readableBytes)) else {
            return ByteBuffer()
        }
        if let mask = frame.mask, piece.readableBytes > 0 {
            piece.applyMask(mask, from: piece.readerIndex, position: frame.position)
        }
        frame.position += piece.readableBytes
        self.frame = frame
        return piece
    }

    /// The frame, when all of it has come; the next one may begin.
    private mutating func ended() -> Frame? {
        guard let frame, frame.rest == 0 else { return nil }
        self.frame = nil
        return frame
    }

    private mutating func ofMessage(_ piece: ByteBuffer) throws(SocketFault) -> Event? {
        let isText = message?.opcode == .text
        if isText { text.writeImmutableBuffer(piece) }
        let isWhole = ended()?.isFinal ?? false
        if isWhole { message = nil }
        guard isText else { return piece.readableBytes > 0 ? .bytes(piece) : nil }
        guard isWhole else { return nil }
        defer { text = ByteBuffer() }
        return .text(try Self.string(text))
    }

    private mutating func ofControl(_ piece: ByteBuffer) throws(SocketFault) -> Event? {
        control.writeImmutableBuffer(piece)
        guard let frame = ended() else { return nil }
        defer { control = ByteBuffer() }
        switch frame.opcode {
        case .ping: return .ping(control)
        case .pong: return .pong(control)
        default: return try close(control)
        }
    }

    private mutating func close(_ payload: ByteBuffer) throws(SocketFault) -> Event {
        isOver = true
        var payload = payload
        guard payload.readableBytes > 0 else { return .close(.none, reason: "") }
        guard let number = payload.readInteger(as: UInt16.self), CloseCode(rawValue: number).mayTravel else {
            throw SocketFault(.protocolError, "there is no such close code")
        }
        return .close(CloseCode(rawValue: number), reason: try Self.string(payload))
    }

    private static func string(_ buffer: ByteBuffer) throws(SocketFault) -> String {
        guard let text = String(validating: buffer.readableBytesView, as: UTF8.self) else {
            throw SocketFault(.badText, "the text is not UTF-8")
        }
        return text
    }

    // MARK: Head

    /// The present frame; nil while its head is not complete.
    private mutating func readHead(_ input: inout ByteBuffer) throws(SocketFault) -> Frame? {
        if let frame { return frame }
        var needed = Self.length(of: head)
        while head.count < needed {
            guard let byte = input.readInteger(as: UInt8.self) else { return nil }
            head.append(byte)
            needed = Self.length(of: head)
        }
        let frame = try parse(head)
        head.removeAll(keepingCapacity: true)
        self.frame = frame
        return frame
    }

    private static func length(of head: [UInt8]) -> Int {
        guard head.count >= 2 else { return 2 }
        let mask = head[1] & 0x80 == 0 ? 0 : 4
        switch head[1] & 0x7F {
        case 126: return 4 + mask
        case 127: return 10 + mask
        default: return 2 + mask
        }
    }

    private mutating func parse(_ head: [UInt8]) throws(SocketFault) -> Frame {
        guard head[0] & 0x70 == 0 else { throw SocketFault(.protocolError, "reserved bits are set") }
        guard let opcode = Opcode(rawValue: head[0] & 0x0F) else {
            throw SocketFault(.protocolError, "there is no such opcode")
        }
        let isMasked = head[1] & 0x80 != 0
        guard isMasked == (side == .server) else {
            throw SocketFault(.protocolError, isMasked ? "a server's frames are not masked" : "frames must be masked")
        }
        let short = Int(head[1] & 0x7F)
        let number = head[2..<(short == 126 ? 4 : short == 127 ? 10 : 2)].reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        let length = short < 126 ? short : Int(exactly: number) ?? .max
        let isFinal = head[0] & 0x80 != 0
        try check(opcode, isFinal: isFinal, length: length, short: short)
        let mask = isMasked ? head.suffix(4).reduce(UInt32(0)) { $0 << 8 | UInt32($1) } : nil
        return Frame(opcode: opcode, isFinal: isFinal, length: length, mask: mask)
    }

    /// Whether a frame of this kind and length may come now. A length of 2^63 and more is too big for anybody.
    private mutating func check(_ opcode: Opcode, isFinal: Bool, length: Int, short: Int) throws(SocketFault) {
        if opcode.isControl {
            guard isFinal, short < 126 else {
                throw SocketFault(.protocolError, "a control frame is whole and has at most 125 bytes")
            }
            return
        }
        guard (opcode == .continuation) == (message != nil) else {
            throw SocketFault(
                .protocolError, message == nil ? "there is nothing to continue" : "a message is not ended")
        }
        let (total, overflow) = (message?.length ?? 0).addingReportingOverflow(length)
        guard !overflow, total <= limit else { throw SocketFault(.tooBig, "a message has at most \(limit) bytes") }
        message = (message?.opcode ?? opcode, total)
    }
}
