import ApusModel
import FoundationEssentials
import NIOCore
import WebSockets

/// The client's side of one WebSocket: the handshake, then frames (RFC 6455).
final class ClientSocketHandler: ChannelDuplexHandler {
    typealias InboundIn = ByteBuffer
    typealias InboundOut = ClientSocket.Message
    /// nil says that it is over.
    typealias OutboundIn = ClientSocket.Message?
    typealias OutboundOut = ByteBuffer

    private enum State { case shaking, open, closed }

    private let request: String
    private let key: String
    private let opened: EventLoopPromise<Void>
    private let lastWord: ClientSocket.LastWord
    private var state = State.shaking
    private var answer = ByteBuffer()
    private var reader = FrameReader(.client, limit: 64 << 20)
    private var random = SystemRandomNumberGenerator()
    private static let longestAnswer = 262_144

    /// - Parameter opened: fails with what the server answered instead.
    init(_ request: String, key: String, opened: EventLoopPromise<Void>, lastWord: ClientSocket.LastWord) {
        self.request = request
        self.key = key
        self.opened = opened
        self.lastWord = lastWord
    }

    func channelActive(context: ChannelHandlerContext) {
        context.writeAndFlush(wrapOutboundOut(ByteBuffer(string: request)), promise: nil)
        context.fireChannelActive()
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        var input = unwrapInboundIn(data)
        switch state {
        case .shaking: shake(&input, context)
        case .open: read(&input, context)
        case .closed: break
        }
    }

    func channelInactive(context: ChannelHandlerContext) {
        opened.fail(ClientError(.connectionLost, "The connection ended before the answer did."))
        lastWord.say(.lost, "the connection was lost")
        state = .closed
        context.fireChannelInactive()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        opened.fail(error)
        // A torn connection is an end like others, which the last word tells.
        context.close(promise: nil)
    }

    // MARK: Frames

    private func read(_ input: inout ByteBuffer, _ context: ChannelHandlerContext) {
        do throws(SocketFault) {
            while let event = try reader.next(&input) { take(event, context) }
        } catch {
            lastWord.say(error.code, error.reason)
            end(error.code, error.reason, context)
        }
    }

    private func take(_ event: FrameReader.Event, _ context: ChannelHandlerContext) {
        switch event {
        case .bytes(let bytes): context.fireChannelRead(wrapInboundOut(.bytes(Array(bytes.readableBytesView))))
        case .text(let text): context.fireChannelRead(wrapInboundOut(.text(text)))
        case .ping(let payload): send(.pong, payload, context)
        case .pong: break
        case .close(let code, let reason):
            lastWord.say(code, reason)
            end(code, "", context)
        }
    }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        guard state == .open else {
            promise?.fail(ChannelError.ioOnClosedChannel)
            return
        }
        let frame =
            switch unwrapOutboundIn(data) {
            case .bytes(let bytes): FrameWriter.frame(.binary, ByteBuffer(bytes: bytes), mask: random.next())
            case .text(let text): FrameWriter.frame(.text, ByteBuffer(string: text), mask: random.next())
            case nil: FrameWriter.close(.normal, "", mask: random.next())
            }
        context.write(wrapOutboundOut(frame), promise: promise)
    }

    private func send(_ opcode: Opcode, _ payload: ByteBuffer, _ context: ChannelHandlerContext) {
        context.writeAndFlush(wrapOutboundOut(FrameWriter.frame(opcode, payload, mask: random.next())), promise: nil)
    }

    private func end(_ code: CloseCode, _ reason: String, _ context: ChannelHandlerContext) {
        guard state == .open else { return }
        state = .closed
        let written = context.eventLoop.makePromise(of: Void.self)
        context.writeAndFlush(wrapOutboundOut(FrameWriter.close(code, reason, mask: random.next())), promise: written)
        written.futureResult.assumeIsolated().whenComplete { _ in context.close(promise: nil) }
    }

    // MARK: Handshake

    private func shake(_ input: inout ByteBuffer, _ context: ChannelHandlerContext) {
        answer.writeBuffer(&input)
        guard answer.readableBytes <= Self.longestAnswer else {
            return give(
                up: ClientError(.answerTooLarge, "The server's answer is larger than this client takes."), context)
        }
        let view = answer.readableBytesView
        guard let end = view.firstRange(of: Array("\r\n\r\n".utf8)) else { return }
        let head = HandshakeAnswer(String(decoding: view[..<end.lowerBound], as: UTF8.self))
        let length = view.distance(from: view.startIndex, to: end.upperBound)
        guard head.status != 101 else { return open(head, length, context) }
        guard view.count - length >= head.length else { return }
        let body = Data(view.dropFirst(length).prefix(head.length))
        give(up: Self.refusal(head, body), context)
    }

    private func open(_ head: HandshakeAnswer, _ length: Int, _ context: ChannelHandlerContext) {
        guard head["sec-websocket-accept"] == Handshake.accept(key) else {
            return give(up: ClientError(.unexpectedAnswer, "The server's WebSocket handshake is wrong."), context)
        }
        state = .open
        opened.succeed()
        answer.moveReaderIndex(forwardBy: length)
        var rest = answer
        answer = ByteBuffer()
        read(&rest, context)
    }

    private static func refusal(_ head: HandshakeAnswer, _ body: Data) -> any Error {
        do {
            let response = Response(status: head.status, contentType: head["content-type"] ?? "", body: body)
            try response.check()
            return ClientError(.unexpectedAnswer, "The server opened no WebSocket.")
        } catch { return error }
    }

    private func give(up error: any Error, _ context: ChannelHandlerContext) {
        state = .closed
        opened.fail(error)
        context.close(promise: nil)
    }
}

/// The head of an answer to a handshake.
struct HandshakeAnswer {
    let status: Int
    private let fields: [String: String]

    init(_ text: String) {
        var lines = text.split(separator: "\r\n", omittingEmptySubsequences: false)
        let first = lines.isEmpty ? "" : lines.removeFirst()
        status = first.split(separator: " ").dropFirst().first.flatMap { Int($0) } ?? 0
        let pairs = lines.compactMap { line -> (String, String)? in
            guard let colon = line.firstIndex(of: ":") else { return nil }
            let value = line[line.index(after: colon)...].drop { $0 == " " || $0 == "\t" }
            return (line[..<colon].lowercased(), String(value))
        }
        fields = Dictionary(pairs) { first, _ in first }
    }

    /// By the name in lower case.
    subscript(name: String) -> String? { fields[name] }

    /// Of the body; problem documents always say it.
    var length: Int { max(0, fields["content-length"].flatMap { Int($0) } ?? 0) }
}
