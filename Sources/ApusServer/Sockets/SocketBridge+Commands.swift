import ApusCore
import NIOCore

/// What a command without a terminal has and a terminal does not: an end of its input, and standard error of its own.
extension SocketBridge {
    /// A program on plain streams sees the end of its input; a terminal has none.
    func endInput() {
        guard far?.stream.errors != nil, let source else { return }
        // Behind what waits to be written.
        source.writeAndFlush(ByteBuffer()).assumeIsolated().whenComplete { _ in
            source.close(mode: .output, promise: nil)
        }
    }

    /// Standard error, which is recorded and held back as the rest is.
    func errorsRead(_ bytes: ByteBuffer) {
        record { try $0.output(Array(bytes.readableBytesView)) }
        socket?.send(text: TerminalMessage.errors(bytes))
        balance()
    }

    /// All of it has been read.
    func finish(_ far: SocketPlan.Far, _ status: Int32?) {
        leaving = nil
        guard let loop else { return }
        let me = NIOLoopBound(self, eventLoop: loop)
        plan.endings.run { [plan] in
            await far.recorder?.end()
            let fault = far.stream.fault?()
            let words = fault == nil ? await plan.ending() : ""
            loop.execute { me.value.tellEnd(status, fault, words) }
        }
    }
}
