import ApusCore
import FoundationEssentials
import NIOCore
import WebSockets

/// What a WebSocket will be, once its handshake is answered.
struct SocketPlan: Sendable {
    /// What was opened behind it.
    struct Far: Sendable {
        var stream: LiveStream
        var recorder: (any TerminalRecorder)?
    }

    enum Form: Sendable {
        /// Bytes of RFB; looked through where its viewer may only view.
        case display(viewOnly: Bool)
        /// The terminal protocol.
        case terminal
        /// A terminal as text messages alone, both ways (docs/LabAPI.md).
        /// - Parameter complaint: what a message begins with that says why it did not open.
        case text(complaint: String)
        /// Nothing is behind it: each second the client is sent this text, until there is none.
        case report(@Sendable () -> String?)
    }

    var form: Form
    /// Opens what is behind; nil for a report. It may take as long as ``SocketLimits/opening``.
    var open: @Sendable () async throws -> Far?
    /// Why it must end, asked every two seconds on an event loop; nil while nothing is against it.
    var objection: @Sendable () -> SocketFault?
    /// What a terminal's person is told meanwhile.
    var notice: String?
    /// What is told when what is behind just ends.
    var ending: @Sendable () async -> String = { "it has ended" }
    /// Who waits for what is cleared away, when the server ends.
    var endings = Endings()
    /// Told when the client has sent something, every two seconds at most.
    var touch: @Sendable () -> Void = {}

    /// The most that one turn of reading takes; a pseudo terminal never gives more than 4 KiB at a time.
    var readLength: Int {
        switch form {
        case .display: SocketLimits.readLength
        case .terminal, .text, .report: 65_536
        }
    }

    /// What messages carry the bytes of the other side.
    var opcode: Opcode {
        switch form {
        case .display, .terminal: .binary
        case .text, .report: .text
        }
    }

    /// The most bytes of a client's message.
    var messageLimit: Int {
        switch form {
        case .display: 1 << 20
        case .terminal, .text, .report: 65_536
        }
    }
}

extension SocketPlan.Far {
    /// Ends what is behind, whose descriptor is closed already.
    func end() async -> Int32? {
        let status = await stream.end()
        await recorder?.end()
        return status
    }

    /// Gives up what nobody has read yet.
    func drop(_ endings: Endings) {
        endings.run {
            await stream.abandon()
            await recorder?.end()
        }
    }
}

/// What one socket may cost. Tests set the times shorter.
struct SocketLimits: Sendable {
    var ping: Duration = .seconds(20)
    /// How long what is behind may take to open.
    var opening: Duration = .seconds(30)
    /// Between two looks at whether it may go on.
    var look: Duration = .seconds(2)
    /// How long the other side has to answer a close frame, or to take what was written before it.
    var closing: Duration = .seconds(3)
    /// Sockets at a time.
    var count = 1024
    /// Where writing stops: with what one turn of reading brings it makes the 1 MiB that may wait for a slow reader.
    static let highWater = (1 << 20) - readLength
    static let lowWater = 256 << 10
    /// The most that one turn of reading takes from what is behind. Measured with Benchmarks/display: two thirds of it cost a
    /// seventh of the bytes per processor second, and more brings nothing.
    static let readLength = 768 << 10
    /// How long much output of a terminal is gathered. Measured with Benchmarks/terminal.
    static let gathering = TimeAmount.microseconds(500)
    /// What a client may send before the other side is there.
    static let early = 65_536
}
