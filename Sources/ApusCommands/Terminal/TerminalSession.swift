import ApusClient
import ApusModel
import ArgumentParser
import Dispatch
import Glibc

/// A terminal of the server at this one: keys go there, what it writes comes here, and Ctrl-] ends it. Or a command there, at
/// this program's standard streams.
struct TerminalSession: Sendable {
    /// Ctrl-], as in telnet and virsh.
    private static let escape: UInt8 = 0x1D
    private let session: Session
    private let banner: String?
    private let isTerminal: Bool

    /// - Parameters:
    ///   - banner: a line for the person before it begins; nil for a program whose output and exit status are all that counts.
    ///   - isTerminal: false for a command without one.
    init(_ session: Session, banner: String?, isTerminal: Bool = true) {
        self.session = session
        self.banner = banner
        self.isTerminal = isTerminal
    }

    /// - Throws: `ExitCode` for a program there that failed; ``ClientError`` with what ended the socket, unless it just ended.
    func run(_ target: (_ columns: Int, _ rows: Int) -> SocketTarget) async throws {
        let size = RawTerminal.size
        if let banner { try session.terminal.note(VisibleText.of(banner)) }
        let terminal = isTerminal ? try RawTerminal.begin() : nil
        defer { terminal?.end() }
        let (heard, ending) = try await session.client.withSocket(target(size.columns, size.rows)) { socket in
            (try await carry(socket), socket.ending)
        }
        terminal?.end()
        if banner != nil, session.terminal.surroundings.isOutputTerminal { try session.terminal.note("") }
        if let ending { try Self.check(ending, heard.words) }
        // A program whose status nobody knows has not succeeded.
        if banner == nil, heard.status == nil {
            throw ClientError(.connectionLost, "The session ended before its exit status came.")
        }
        if let status = heard.status, status != 0 { throw ExitCode(status) }
    }

    /// What the server said of the end.
    private struct Heard: Sendable {
        /// The exit status of what ran there.
        var status: Int32?
        /// Why it was closed, where that was said at length.
        var words: String?
    }

    private enum Part: Sendable { case output(Heard), input, size }

    private func carry(_ socket: ClientSocket) async throws -> Heard {
        try await withThrowingTaskGroup(of: Part.self) { group in
            group.addTask { .output(try await show(socket)) }
            group.addTask {
                // A socket that takes no more has ended, and the output says how.
                try? await type(socket)
                return .input
            }
            if isTerminal {
                group.addTask {
                    try? await followSize(socket)
                    return .size
                }
            }
            defer { group.cancelAll() }
            while let part = try await group.next() {
                if case .output(let heard) = part { return heard }
            }
            return Heard()
        }
    }

    private func show(_ socket: ClientSocket) async throws -> Heard {
        var heard = Heard()
        for try await message in socket.messages {
            switch message {
            case .bytes(let bytes):
                try await RawOutput.write(bytes)
                // What is still to be read may be the rest of a socket that is closed already.
                try? await socket.send(text: "{\"t\":\"ack\",\"bytes\":\(bytes.count)}")
            case .text(let text): try await take(text, &heard)
            }
        }
        return heard
    }

    /// What the server says beside the terminal's own bytes.
    private func take(_ text: String, _ heard: inout Heard) async throws {
        switch TerminalText(text) {
        case .opened("no"), nil: break
        case .opened(let recorded):
            if banner != nil { try session.terminal.note("(recorded: \(VisibleText.of(recorded)))\r") }
        case .errors(let bytes): try await RawOutput.write(bytes, to: STDERR_FILENO)
        case .information(let text): try session.terminal.note(VisibleText.of(text) + "\r")
        case .exited(let status): heard.status = status
        case .failed(let words): heard.words = words
        }
    }

    private func type(_ socket: ClientSocket) async throws {
        let isPerson = isTerminal && session.terminal.surroundings.isInputTerminal
        for try await piece in RawInput() {
            let end = isPerson ? piece.firstIndex(of: Self.escape) : nil
            try await socket.send(Array(piece[..<(end ?? piece.count)]))
            if end != nil { return await socket.close() }
        }
        if !isTerminal, !Task.isCancelled { try await socket.send(text: "{\"t\":\"eof\"}") }
    }

    private func followSize(_ socket: ClientSocket) async throws {
        let (stream, changes) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
        let source = DispatchSource.makeSignalSource(signal: SIGWINCH, queue: .global())
        source.setEventHandler { changes.yield() }
        source.activate()
        defer { source.cancel() }
        for await _ in stream {
            let size = RawTerminal.size
            try await socket.send(text: "{\"t\":\"resize\",\"cols\":\(size.columns),\"rows\":\(size.rows)}")
        }
    }

    /// A socket that was ended by either side as it should be is no error.
    /// - Parameter words: why, where the server said more than the close frame has room for.
    static func check(_ ending: ClientSocket.Ending, _ words: String? = nil) throws {
        guard ending.code != 1000, ending.code != 1005 else { return }
        let reason = words ?? (ending.reason.isEmpty ? "it was closed with code \(ending.code)" : ending.reason)
        let sentence = reason.prefix(1).uppercased() + reason.dropFirst() + (reason.hasSuffix(".") ? "" : ".")
        if ending.code == 4409 { throw ClientError(.taken, sentence, hint: "take it over with --force") }
        guard let code = code(of: ending) else { throw ClientError(.connectionLost, "The session ended: \(sentence)") }
        throw Problem(code, sentence)
    }

    /// What the same would be called where it is no socket; nil for a session that was lost.
    private static func code(of ending: ClientSocket.Ending) -> ProblemCode? {
        switch ending.code {
        case 1013: .tooManyRequests
        case 4401: .unauthenticated
        case 4403: .forbidden
        case 4404: .notFound
        case 4408: .hostTimeout
        case 4502: .hostRefused
        case 4507: .storeFull
        default: nil
        }
    }
}
