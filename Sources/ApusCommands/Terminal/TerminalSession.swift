import ApusClient
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
    ///   - banner: a line for the person before it begins; nil where nothing is said beside what it writes.
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
        let (status, ending) = try await session.client.withSocket(target(size.columns, size.rows)) { socket in
            (try await carry(socket), socket.ending)
        }
        terminal?.end()
        if banner != nil, session.terminal.surroundings.isOutputTerminal { try session.terminal.note("") }
        if let ending { try Self.check(ending) }
        if let status, status != 0 { throw ExitCode(status) }
    }

    private enum Part: Sendable { case output(Int32?), input, size }

    /// - Returns: the exit status of what ran there.
    private func carry(_ socket: ClientSocket) async throws -> Int32? {
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
                if case .output(let status) = part { return status }
            }
            return nil
        }
    }

    private func show(_ socket: ClientSocket) async throws -> Int32? {
        var status: Int32?
        for try await message in socket.messages {
            switch message {
            case .bytes(let bytes):
                try await RawOutput.write(bytes)
                // What is still to be read may be the rest of a socket that is closed already.
                try? await socket.send(text: "{\"t\":\"ack\",\"bytes\":\(bytes.count)}")
            case .text(let text): status = try await told(text) ?? status
            }
        }
        return status
    }

    /// What the server says beside the terminal's own bytes.
    /// - Returns: an exit status.
    private func told(_ text: String) async throws -> Int32? {
        switch TerminalText(text) {
        case .opened("no"), nil: break
        case .opened(let recorded):
            if banner != nil { try session.terminal.note("(recorded: \(VisibleText.of(recorded)))\r") }
        case .errors(let bytes): try await RawOutput.write(bytes, to: STDERR_FILENO)
        case .information(let text): try session.terminal.note(VisibleText.of(text) + "\r")
        case .exited(let status): return status
        }
        return nil
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
    static func check(_ ending: ClientSocket.Ending) throws {
        guard ending.code != 1000, ending.code != 1005 else { return }
        let reason = VisibleText.of(ending.reason.isEmpty ? "close code \(ending.code)" : ending.reason)
        let hint = ending.code == 4409 ? "take it over with --force" : nil
        throw ClientError(.connectionLost, "The session ended: \(reason).", hint: hint)
    }
}
