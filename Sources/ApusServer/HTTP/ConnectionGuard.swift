import ApusModel
import HTTPTypes
import NIOCore
import NIOHTTP1
import NIOHTTPTypes

/// Watches one connection between the HTTP parser and Hummingbird: requests that never end, answers nobody takes, and what
/// may follow on the connection once its framing is in doubt.
///
/// All state belongs to the connection's event loop.
final class ConnectionGuard: ChannelDuplexHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPRequestPart
    typealias InboundOut = HTTPRequestPart
    typealias OutboundIn = HTTPResponsePart
    typealias OutboundOut = HTTPResponsePart

    private let limits: ConnectionLimits
    private var deadline: Scheduled<Void>?
    private var stall: Scheduled<Void>?
    /// Requests whose end has come, and those that were answered.
    private var received = 0
    private var answered = 0
    private var isReading = false
    /// The bytes of a raw body that came within the present span; nil for other bodies.
    private var pace: Int?
    /// Whether the connection ends with the present request.
    private var closes = false
    private var isLeaving = false
    /// What is done to the pipeline once the answer 101 is written; nil where no such answer is due.
    var becomes: ((ChannelPipeline) -> Void)?
    private var isSwitching = false
    /// Why the parser gave up.
    private var fault: HTTPParserError?

    /// The answer to what is no HTTP; nil is a problem document.
    private let refusal: Reply?

    init(_ limits: ConnectionLimits, refusal: Reply? = nil) {
        self.limits = limits
        self.refusal = refusal
    }

    func handlerAdded(context: ChannelHandlerContext) {
        if context.channel.isActive { arm(limits.head, context) }
    }

    func handlerRemoved(context: ChannelHandlerContext) { disarm() }

    func channelActive(context: ChannelHandlerContext) {
        arm(limits.head, context)
        context.fireChannelActive()
    }

    func channelInactive(context: ChannelHandlerContext) {
        disarm()
        stall?.cancel()
        context.fireChannelInactive()
    }
}

// MARK: Requests

extension ConnectionGuard {
    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        if isLeaving { return }
        switch unwrapInboundIn(data) {
        case .head(let head):
            isReading = true
            pace = RawBody.isRaw(head) ? 0 : nil
            closes = closes || Self.isLast(head)
            arm(limits.body, context)
        case .body(let bytes): pace? += bytes.readableBytes
        case .end:
            isReading = false
            received += 1
            disarm()
        }
        context.fireChannelRead(data)
    }

    func channelReadComplete(context: ChannelHandlerContext) {
        context.fireChannelReadComplete()
        // Nobody reads on a connection that ends; what comes is taken and dropped.
        if isLeaving { context.read() }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        fault = fault ?? error as? HTTPParserError
        context.fireErrorCaught(error)
    }

    /// After CONNECT and a wish to upgrade, which nobody here understands, the parser reads no further request.
    private static func isLast(_ head: HTTPRequest) -> Bool {
        let wishes = (head.headerFields[.connection] ?? "").lowercased().split(separator: ",")
        let words = wishes.map { $0.filter { !$0.isWhitespace } }
        return head.method == .connect || words.contains("close") || words.contains("upgrade")
    }

    private func arm(_ limit: Duration, _ context: ChannelHandlerContext) {
        deadline?.cancel()
        deadline = context.eventLoop.assumeIsolated().scheduleTask(in: TimeAmount(limit)) { self.late(context) }
    }

    private func disarm() {
        deadline?.cancel()
        deadline = nil
    }

    /// The error comes first: a body cut short by a mere end of the stream would count as complete.
    private func late(_ context: ChannelHandlerContext) {
        guard isReading else { return context.close(promise: nil) }
        if let bytes = pace, bytes >= limits.pace {
            pace = 0
            return arm(limits.body, context)
        }
        closes = true
        end(after: limits.idle, context)
        context.fireErrorCaught(RequestTooSlow())
    }
}

/// A request's body did not come to its end in time.
struct RequestTooSlow: Error {}

// MARK: Answers

extension ConnectionGuard {
    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        switch unwrapOutboundIn(data) {
        // After the last answer Hummingbird may still answer what it reads as another request.
        case _ where isLeaving: promise?.succeed()
        case .head(let head) where becomes != nil && head.status == .switchingProtocols:
            isSwitching = true
            context.write(data, promise: promise)
        case .end where isSwitching: change(data, context, promise)
        case .head(let head): begin(head, context, promise)
        case .body: context.write(data, promise: promise)
        case .end: finish(data, context, promise)
        }
    }

    private func finish(_ end: NIOAny, _ context: ChannelHandlerContext, _ promise: EventLoopPromise<Void>?) {
        answered += 1
        // Before the write, which lets the next request in.
        isLeaving = closes
        let written = promise ?? context.eventLoop.makePromise()
        context.writeAndFlush(end, promise: written)
        // A large answer takes its time; a client that does not take it at all is the stall's matter.
        if isLeaving { written.futureResult.assumeIsolated().whenComplete { _ in self.leave(context) } }
    }

    /// The connection becomes another's, whole: nothing here may act on it again.
    private func change(_ end: NIOAny, _ context: ChannelHandlerContext, _ promise: EventLoopPromise<Void>?) {
        answered += 1
        disarm()
        stall?.cancel()
        context.writeAndFlush(end, promise: promise)
        becomes?(context.pipeline)
        (becomes, isSwitching) = (nil, false)
    }

    /// An answer before the request's end leaves a rest that may be anything: the connection ends with it.
    private func begin(_ head: HTTPResponse, _ context: ChannelHandlerContext, _ promise: EventLoopPromise<Void>?) {
        let isOwn = head.headerFields[own: OwnHeader.requestID] != nil
        let reply = isOwn ? nil : refusal ?? Reply.problem(Self.problem(fault), instance: Reply.newID())
        var head = reply?.head ?? head
        if answered >= received || reply != nil { closes = true }
        if head.headerFields[.connection]?.lowercased() == "close" { closes = true }
        if closes { head.headerFields[.connection] = "close" }
        context.write(wrapOutboundOut(.head(head)), promise: promise)
        guard case .bytes(let bytes, _) = reply?.content else { return }
        context.write(wrapOutboundOut(.body(ByteBuffer(bytes: bytes))), promise: nil)
    }

    /// What Hummingbird answers by itself is an empty 400: here it becomes a problem document like any other.
    private static func problem(_ fault: HTTPParserError?) -> Problem {
        if fault == .headerOverflow {
            return Problem(.headersTooLarge, "The request's header has too many or too long fields.")
        }
        return .unreadable
    }

    /// Says that nothing more will come, takes what the client still sends for a moment, and closes.
    private func leave(_ context: ChannelHandlerContext) {
        context.close(mode: .output, promise: nil)
        end(after: limits.linger, context)
    }

    private func end(after limit: Duration, _ context: ChannelHandlerContext) {
        deadline?.cancel()
        deadline = context.eventLoop.assumeIsolated().scheduleTask(in: TimeAmount(limit)) {
            context.close(promise: nil)
        }
    }

    func channelWritabilityChanged(context: ChannelHandlerContext) {
        stall?.cancel()
        stall = nil
        if !context.channel.isWritable {
            stall = context.eventLoop.assumeIsolated().scheduleTask(in: TimeAmount(limits.stall)) {
                context.close(promise: nil)
            }
        }
        context.fireChannelWritabilityChanged()
    }
}

extension Problem {
    /// The request breaks the grammar of HTTP/1.1 (RFC 9112).
    static var unreadable: Problem { Problem(.badRequest, "The request is not well-formed HTTP/1.1.") }
}
