import NIOCore
import WebSockets

/// One WebSocket on its connection's event loop: frames, pings, the closing handshake.
///
/// It stands in front of the HTTP handlers of its connection. They see nothing of what comes, and nothing they do gets
/// out; they stay until the connection ends, since Hummingbird waits for that.
final class SocketHandler: ChannelDuplexHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private enum State { case open, closing, closed }

    private let limits: SocketLimits
    private var reader: FrameReader
    private var state = State.open
    private var context: ChannelHandlerContext?
    private var bridge: SocketBridge?
    private var beat: RepeatedTask?
    private var death: Scheduled<Void>?
    /// Pings since something last came.
    private var unanswered = 0
    /// Whether a read was asked for and has not come.
    private var isReading = false
    /// What its messages are.
    private let opcode: Opcode
    private let ended: () -> Void

    /// - Parameter ended: called once, when the connection is gone.
    init(_ plan: SocketPlan, _ limits: SocketLimits, ended: @escaping () -> Void) {
        self.limits = limits
        self.ended = ended
        opcode = plan.opcode
        reader = FrameReader(.server, limit: plan.messageLimit)
        bridge = SocketBridge(plan, limits)
    }

    func handlerAdded(context: ChannelHandlerContext) {
        self.context = context
        let options = context.channel.syncOptions
        // Reading is this handler's own matter: those behind would hold it back.
        try? options?.setOption(.autoRead, value: false)
        try? options?.setOption(.tcpOption(.tcp_nodelay), value: 1)
        try? options?.setOption(.tcpOption(.init(rawValue: 25)), value: SocketLimits.lowWater)
        try? options?.setOption(
            .writeBufferWaterMark, value: .init(low: SocketLimits.lowWater, high: SocketLimits.highWater))
        let interval = TimeAmount(limits.ping)
        let me = NIOLoopBound(self, eventLoop: context.eventLoop)
        beat = context.eventLoop.scheduleRepeatedTask(initialDelay: interval, delay: interval) { _ in me.value.ping() }
        bridge?.begin(self, context.eventLoop)
        resume()
    }

    func channelInactive(context: ChannelHandlerContext) {
        finish()
        context.fireChannelInactive()
    }

    /// Also where the connection was gone before it became a socket.
    func handlerRemoved(context: ChannelHandlerContext) { finish() }

    func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        switch event {
        case is ChannelShouldQuiesceEvent: close(.goingAway, "the server stops")
        case ChannelEvent.inputClosed: context.close(promise: nil)
        default: break
        }
    }

    /// Ends it without a word.
    func finish() {
        guard state != .closed else { return }
        state = .closed
        beat?.cancel()
        death?.cancel()
        bridge?.socketEnded()
        (bridge, context) = (nil, nil)
        ended()
    }
}

// MARK: What comes

extension SocketHandler {
    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard state != .closed else { return }
        unanswered = 0
        var input = unwrapInboundIn(data)
        do throws(SocketFault) {
            while let event = try reader.next(&input) { take(event) }
        } catch {
            close(error.code, error.reason)
        }
    }

    func channelReadComplete(context: ChannelHandlerContext) {
        isReading = false
        bridge?.inputPaused()
        resume()
    }

    /// Reads on, when the other side takes more.
    func resume() {
        guard let context, !isReading, state == .closing || bridge?.takesInput == true else { return }
        isReading = true
        context.read()
    }

    private func take(_ event: FrameReader.Event) {
        switch event {
        case .bytes(let bytes): if state == .open { bridge?.received(bytes) }
        case .text(let text): if state == .open { bridge?.received(text) }
        // One who pings and does not read gets no answers, which would pile up.
        case .ping(let payload): if let context, context.channel.isWritable { send(.pong, payload) }
        case .pong: break
        case .close(let code, _): answerClose(code)
        }
    }
}

// MARK: What goes

extension SocketHandler {
    var isWritable: Bool { context?.channel.isWritable ?? false }

    /// Writes bytes as one message, without a copy; to be flushed.
    func write(_ bytes: ByteBuffer) {
        guard let context, state == .open else { return }
        var head = context.channel.allocator.buffer(capacity: 16)
        FrameWriter.writeHead(opcode, length: bytes.readableBytes, to: &head)
        context.write(wrapOutboundOut(head), promise: nil)
        context.write(wrapOutboundOut(bytes), promise: nil)
    }

    func flush() { context?.flush() }

    func send(text: String) {
        guard state == .open else { return }
        send(.text, ByteBuffer(string: text))
    }

    /// Ends the socket for this reason; the first one counts.
    func close(_ code: CloseCode, _ reason: String) {
        guard let context, state == .open else { return }
        context.writeAndFlush(wrapOutboundOut(FrameWriter.close(code, reason)), promise: nil)
        state = .closing
        die(after: limits.closing)
        bridge?.socketEnded()
        resume()
    }

    private func send(_ opcode: Opcode, _ payload: ByteBuffer) {
        guard let context else { return }
        context.writeAndFlush(wrapOutboundOut(FrameWriter.frame(opcode, payload)), promise: nil)
    }

    /// The client's close frame is answered with its own code, and the server is the one who ends the connection.
    private func answerClose(_ code: CloseCode) {
        guard let context else { return }
        if state == .closing { return context.close(promise: nil) }
        let written = context.eventLoop.makePromise(of: Void.self)
        context.writeAndFlush(wrapOutboundOut(FrameWriter.close(code, "")), promise: written)
        state = .closing
        die(after: limits.closing)
        bridge?.socketEnded()
        written.futureResult.assumeIsolated().whenComplete { _ in context.close(promise: nil) }
    }

    private func die(after limit: Duration) {
        death = context?.eventLoop.assumeIsolated().scheduleTask(in: TimeAmount(limit)) {
            self.context?.close(promise: nil)
        }
    }

    private func ping() {
        guard state == .open, let context else { return }
        // What is not read, since the other side takes no more, cannot be missed.
        if isReading {
            if unanswered >= 2 { return context.close(promise: nil) }
            unanswered += 1
        }
        send(.ping, ByteBuffer())
    }

    func channelWritabilityChanged(context: ChannelHandlerContext) { bridge?.socketWritabilityChanged() }
}

// MARK: The handlers behind

extension SocketHandler {
    func read(context: ChannelHandlerContext) {}
    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) { promise?.succeed() }
    func flush(context: ChannelHandlerContext) {}

    /// Their idea of an idle connection is not ours. When the server is ended at once, its task closes the input.
    func close(context: ChannelHandlerContext, mode: CloseMode, promise: EventLoopPromise<Void>?) {
        promise?.succeed()
        if mode == .input { close(.goingAway, "the server stops") }
    }
}
