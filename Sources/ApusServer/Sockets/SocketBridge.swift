import ApusCore
import ApusModel
import FoundationEssentials
import NIOCore
import NIOPosix
import WebSockets

/// Carries bytes between a WebSocket and what is behind it, both on one event loop. Who writes faster than the other reads
/// is not read any more.
final class SocketBridge {
    let plan: SocketPlan
    private let limits: SocketLimits
    private(set) var socket: SocketHandler?
    private(set) var loop: (any EventLoop)?
    private(set) var far: SocketPlan.Far?
    /// What has ended and is being cleared away.
    var leaving: SocketPlan.Far?
    private(set) var errors = ErrorStream(nil)
    private(set) var source: (any Channel)?
    private var filter: ViewOnlyFilter?
    private var greeting: RFBGreeting?
    private(set) var terminal: TerminalFlow?
    private var text: TextPieces?
    /// What the client sent before the other side was there.
    private var early = ByteBuffer()
    private var earlySize: TerminalSize?
    private var hasInputEnded = false
    /// Small pieces on their way to the client, to be one frame.
    private var gathered = ByteBuffer()
    var isHeld = false
    var awaitsRecorder = false
    private var hasWritten = false
    private var flushing: Scheduled<Void>?
    private var opening: Task<Void, Never>?
    private var limit: Scheduled<Void>?
    private var look: RepeatedTask?
    var beat: RepeatedTask?
    /// Whether the client has sent something since the last look.
    private var isUsed = false

    init(_ plan: SocketPlan, _ limits: SocketLimits) {
        self.plan = plan
        self.limits = limits
        switch plan.form {
        case .display, .report: break
        case .terminal: terminal = TerminalFlow()
        case .text: text = TextPieces()
        }
    }

    /// Opens what is behind; the socket stands already.
    func begin(_ socket: SocketHandler, _ loop: any EventLoop) {
        (self.socket, self.loop) = (socket, loop)
        if terminal != nil, let notice = plan.notice { socket.send(text: TerminalMessage.notice(notice)) }
        let me = NIOLoopBound(self, eventLoop: loop)
        opening = Task { [plan] in
            do {
                let far = try await plan.open()
                loop.execute { me.value.opened(far) }
            } catch {
                loop.execute { me.value.complain(SocketFault(error)) }
            }
        }
        limit = loop.assumeIsolated().scheduleTask(in: TimeAmount(limits.opening)) {
            self.complain(SocketFault(.late, "the host did not answer in time"))
        }
        let interval = TimeAmount(limits.look)
        look = loop.scheduleRepeatedTask(initialDelay: interval, delay: interval) { _ in
            me.value.lookAround()
        }
    }

    func lookAround() {
        if isUsed { plan.touch() }
        isUsed = false
        if let fault = plan.objection() { close(fault) }
    }

    private func close(_ fault: SocketFault) { socket?.close(fault.code, fault.reason) }

    /// Ends it for what the other side says.
    private func complain(_ fault: SocketFault) {
        switch plan.form {
        case .text(let complaint): socket?.send(text: complaint + fault.reason)
        case .terminal: socket?.send(text: TerminalMessage.fault(fault.reason))
        case .display, .report: break
        }
        close(fault)
    }

    /// The client is gone, or is being told to go: frees what is behind.
    func socketEnded() {
        guard socket != nil else { return }
        opening?.cancel()
        limit?.cancel()
        look?.cancel()
        beat?.cancel()
        flushing?.cancel()
        // Nobody takes it, and it is recorded.
        sendGathered()
        socket = nil
        guard let far else { return }
        self.far = nil
        // While it is being connected there is no channel yet: the one that comes is closed then.
        source?.close(promise: nil)
        errors.close()
        plan.endings.run { _ = await far.end() }
    }
}

// MARK: The other side

extension SocketBridge {
    private func opened(_ far: SocketPlan.Far?) {
        guard socket != nil, let loop else {
            far?.drop(plan.endings)
            return
        }
        limit?.cancel()
        guard let far else { return report() }
        self.far = far
        errors = ErrorStream(far.stream.errors)
        if case .display(let viewOnly) = plan.form {
            greeting = far.stream.isLoggedIn ? RFBGreeting() : nil
            filter = viewOnly ? ViewOnlyFilter(isLoggedIn: far.stream.isLoggedIn) : nil
        }
        let me = NIOLoopBound(self, eventLoop: loop)
        SourceChannel.open(far.stream.descriptor, on: loop, reading: plan.readLength) { SourceHandler(me.value, $0) }
            .assumeIsolated().whenComplete { self.connected($0) }
    }

    private func connected(_ result: Result<any Channel, any Error>) {
        guard socket != nil else {
            if case .success(let channel) = result { channel.close(promise: nil) }
            return
        }
        switch result {
        case .failure: close(SocketFault(.internalError, "the stream cannot be read"))
        case .success(let channel):
            source = channel
            if terminal != nil { socket?.send(text: TerminalMessage.opened(far?.recorder)) }
            if greeting != nil { say(RFBGreeting.banner) }
            if let earlySize { resize(to: earlySize) }
            if early.readableBytes > 0 { received(early) }
            early = ByteBuffer()
            inputPaused()
            if hasInputEnded { endInput() }
            if let loop { errors.open(self, loop) }
            balance()
            socket?.resume()
        }
    }

    /// Bytes of the other side.
    func sourceRead(_ bytes: ByteBuffer) {
        guard socket != nil else { return }
        if bytes.readableBytes < 16_384, gathered.readableBytes < 65_536 {
            gathered.writeImmutableBuffer(bytes)
        } else {
            sendGathered()
            send(bytes)
        }
        hasWritten = true
    }

    /// A key's echo goes at once. A pseudo terminal gives 4 KiB at a time at most: of much, more is waited for.
    func sourcePaused() {
        let isMuch = terminal != nil && (1024..<65_536).contains(gathered.readableBytes)
        guard isMuch, let loop, far != nil else { return flush() }
        guard flushing == nil else { return }
        flushing = loop.assumeIsolated().scheduleTask(in: SocketLimits.gathering) { self.flush() }
    }

    private func flush() {
        flushing?.cancel()
        flushing = nil
        guard hasWritten else { return }
        hasWritten = false
        sendGathered()
        socket?.flush()
        balance()
    }

    private func sendGathered() {
        guard gathered.readableBytes > 0 else { return }
        let bytes = gathered
        gathered = ByteBuffer()
        send(bytes)
    }

    private func send(_ bytes: ByteBuffer) {
        terminal?.sent += bytes.readableBytes
        record { try $0.output(Array(bytes.readableBytesView)) }
        let bytes = text?.take(bytes) ?? bytes
        if bytes.readableBytes > 0 { socket?.write(bytes) }
    }

    /// The other side has ended: the client gets what it said last, its exit status, and why.
    func sourceEnded() {
        flush()
        if let last = text?.end() {
            socket?.write(last)
            socket?.flush()
        }
        guard socket != nil, let far, let loop else { return }
        (self.far, leaving) = (nil, far)
        source = nil
        let me = NIOLoopBound(self, eventLoop: loop)
        plan.endings.run {
            let status = await far.stream.end()
            loop.execute { me.value.errors.whenEnded { me.value.finish(far, status) } }
        }
    }

    func tellEnd(_ status: Int32?, _ fault: DriverError?, _ words: String) {
        if let fault { return complain(SocketFault(fault)) }
        if terminal != nil, let status { socket?.send(text: TerminalMessage.exit(status)) }
        close(plan.objection() ?? SocketFault(.normal, words))
    }
}

// MARK: The client

extension SocketBridge {
    /// Whether more of the client may be read.
    var takesInput: Bool {
        guard let source else { return early.readableBytes < SocketLimits.early }
        return source.isWritable
    }

    func received(_ bytes: ByteBuffer) {
        guard let source else {
            // Nobody listens behind a report.
            if beat == nil { early.writeImmutableBuffer(bytes) }
            return
        }
        do {
            let passed = try passed(bytes)
            guard passed.readableBytes > 0 else { return }
            isUsed = true
            if far?.recorder?.keepsInput == true {
                record { try $0.input(Array(passed.readableBytesView)) }
            }
            source.write(passed, promise: nil)
        } catch {
            close(SocketFault(.policy, "only a display's own messages may be sent to it"))
        }
    }

    /// What of a client's bytes goes on to the other side.
    private func passed(_ bytes: ByteBuffer) throws -> ByteBuffer {
        var bytes = bytes
        if let answer = try greeting?.answer(&bytes) { say(answer) }
        if greeting?.isDone == true { greeting = nil }
        return try filter?.pass(bytes) ?? bytes
    }

    private func say(_ bytes: ByteBuffer) {
        guard bytes.readableBytes > 0 else { return }
        socket?.write(bytes)
        socket?.flush()
    }

    func received(_ text: String) {
        if plan.opcode == .text { return received(ByteBuffer(string: text)) }
        guard terminal != nil, let message = TerminalMessage(text) else {
            return close(SocketFault(.unacceptable, "this text is not understood"))
        }
        switch message {
        case .acknowledged(let count):
            terminal?.acknowledge(count)
            balance()
        case .inputEnded:
            hasInputEnded = true
            if source != nil { endInput() }
        case .resized(let size):
            if source == nil { earlySize = size } else { resize(to: size) }
        }
    }

    private func resize(to size: TerminalSize) {
        far?.stream.resize?(size)
        record { try $0.resized(to: size) }
    }

    /// What came was all for now.
    func inputPaused() { source?.flush() }

    func sourceWritabilityChanged() { socket?.resume() }

    func socketWritabilityChanged() { balance() }

    func record(_ body: (any TerminalRecorder) throws -> Void) {
        guard let recorder = (far ?? leaving)?.recorder else { return }
        do { try body(recorder) } catch { close(SocketFault(.unrecorded, "the recording cannot be written")) }
    }
}
