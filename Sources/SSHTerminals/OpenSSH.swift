import ApusCore
import ApusModel
import ChildProgram
import FoundationEssentials
import Terminal

/// Terminals by OpenSSH's `ssh`, and by the login shell of the server's own user.
///
/// It works in `<data>/ssh`: Apus's own key pair, the host keys of each VM, and for moments what ssh says while it connects.
public struct OpenSSH: TerminalPrograms {
    let files: SSHFiles
    /// How long connecting and logging in may take together.
    private let limit: Duration
    /// Asked for once: a directory on the network may answer slowly.
    private let account: Result<Account, any Error>

    /// - Parameters:
    ///   - folder: made with mode 0700.
    ///   - keys: where private keys lie that VMs may name; nil for `<folder>/keys`.
    public init(folder: String, keys: String? = nil, limit: Duration = .seconds(20)) throws {
        files = try SSHFiles(folder: folder, keys: keys)
        self.limit = limit
        account = Result { try Account.own() }
    }

    public func ssh(_ destination: SSHDestination, _ size: TerminalSize) async throws -> LiveStream {
        guard let program = ChildProgram.path(of: "ssh") else { throw SSHRefusal.failed("ssh is not installed") }
        // Made before ssh would look for it.
        if destination.key == nil, destination.trust != .own { _ = try await publicKey() }
        let (terminal, log) = try await Blocking.run { try start(program, destination, size) }
        defer { log.forget() }
        do {
            try await SSHLogin(log: log, takesPassword: destination.asksPassword).wait(for: terminal, within: limit)
        } catch {
            terminal.closeMaster()
            _ = await terminal.end(within: .milliseconds(200))
            throw error
        }
        return terminal.stream {
            // ssh's own status for what is not the shell's.
            guard terminal.status == 255, SSHLog.lastWords(log.text()) != nil else { return nil }
            return SSHLogin.refusal(log.text()).error(at: destination)
        }
    }

    public func shell(_ size: TerminalSize) async throws -> LiveStream {
        let account = try account.get()
        let name = "-" + (account.shell.split(separator: "/").last.map(String.init) ?? "shell")
        let program = TerminalProgram(
            command: [account.shell], name: name, environment: account.environment, folder: account.home)
        return try Self.open(program, size).stream()
    }

    private func start(
        _ program: String, _ destination: SSHDestination, _ size: TerminalSize
    ) throws -> (ChildTerminal, SSHLog) {
        let log = try SSHLog(in: files.folder)
        let command = SSHCommand(destination, files, log: log.path, isPinned: files.isPinned(destination))
        var child = TerminalProgram(
            command: [program] + command.arguments, environment: (try? account.get().environment) ?? [:])
        // Its log is the only file of ssh that grows, and the other side can make it grow.
        child.fileLimit = 4 << 20
        do {
            return (try Self.open(child, destination.hasTerminal ? size : nil), log)
        } catch {
            log.forget()
            throw error
        }
    }

    /// - Parameter size: nil for a program on plain streams.
    private static func open(_ program: TerminalProgram, _ size: TerminalSize?) throws -> ChildTerminal {
        do {
            guard let size else { return try ChildTerminal(onStreams: program) }
            return try ChildTerminal(program, columns: size.columns, rows: size.rows)
        } catch {
            throw SSHRefusal.failed(error.description)
        }
    }
}

extension ChildTerminal {
    fileprivate func stream(_ fault: (@Sendable () -> DriverError?)? = nil) -> LiveStream {
        var stream = LiveStream(
            descriptor: descriptor, resize: { self.resize(columns: $0.columns, rows: $0.rows) },
            end: { await self.end() })
        stream.fault = fault
        stream.errors = errors
        return stream
    }
}

extension SSHDestination {
    /// A password is asked for on a terminal only.
    var asksPassword: Bool { takesPassword && hasTerminal }
}
