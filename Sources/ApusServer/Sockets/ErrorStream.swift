import NIOCore

/// Standard error of a command without a terminal, beside the stream that a bridge carries; on the bridge's event loop.
final class ErrorStream {
    private enum State {
        /// Nobody reads it yet.
        case waiting(Int32)
        case opening
        case open(any Channel)
        case over
    }

    private var state: State
    private var afterwards: (() -> Void)?

    /// - Parameter descriptor: nil where there is no such stream.
    init(_ descriptor: Int32?) { state = descriptor.map { .waiting($0) } ?? .over }

    /// Reads it from now on.
    func open(_ bridge: SocketBridge, _ loop: any EventLoop) {
        guard case .waiting(let descriptor) = state else { return }
        state = .opening
        let handler = NIOLoopBound(ErrorsHandler(bridge, self), eventLoop: loop)
        SourceChannel.open(reading: descriptor, on: loop) { handler.value }.assumeIsolated().whenComplete { result in
            guard case .success(let channel) = result else { return self.ended() }
            guard case .opening = self.state else { return channel.close(promise: nil) }
            self.state = .open(channel)
        }
    }

    /// Stops reading it, or goes on.
    func hold(_ holds: Bool) {
        guard case .open(let channel) = state else { return }
        try? channel.syncOptions?.setOption(.autoRead, value: !holds)
    }

    /// Calls back when all of it has been read; at once where nothing is left.
    func whenEnded(_ work: @escaping () -> Void) {
        switch state {
        case .over: work()
        case .waiting:
            close()
            work()
        case .opening, .open:
            afterwards = work
            hold(false)
        }
    }

    func close() {
        switch state {
        case .waiting(let descriptor): SourceChannel.close(descriptor)
        case .open(let channel): channel.close(promise: nil)
        case .opening, .over: break
        }
        ended()
    }

    fileprivate func ended() {
        state = .over
        let work = afterwards
        afterwards = nil
        work?()
    }
}

/// Tells a bridge what standard error says.
final class ErrorsHandler: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer

    private let bridge: SocketBridge
    private let stream: ErrorStream

    init(_ bridge: SocketBridge, _ stream: ErrorStream) { (self.bridge, self.stream) = (bridge, stream) }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) { bridge.errorsRead(unwrapInboundIn(data)) }
    func channelInactive(context: ChannelHandlerContext) { stream.ended() }
    func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }
}
