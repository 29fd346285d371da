import ArgumentParser
import Glibc

/// The program `apus`, as a function from arguments to an exit code.
public enum Program {
    /// 0 success, 1 the request failed, 2 the command line is wrong; 130 after Ctrl-C.
    public static func run(_ arguments: [String]) async -> Int32 {
        signal(SIGPIPE, SIG_IGN)
        do {
            let command = try Apus.parseAsRoot(arguments)
            do {
                try await run(command)
                return 0
            } catch let error as ValidationError {
                // Found while running, so the parser's usage line would be the root's.
                try? Terminal().note("Error: \(VisibleText.ofLines(error.message))")
                return 2
            }
        } catch {
            if let message = UnknownCommand.message(arguments), !Apus.exitCode(for: error).isSuccess {
                try? Terminal().note(VisibleText.ofLines(message))
                return 2
            }
            return tell(error)
        }
    }

    private static func run(_ command: any ParsableCommand) async throws {
        if var command = command as? any AsyncParsableCommand { return try await command.run() }
        var command = command
        try command.run()
    }

    /// Telling fails only where nobody listens, which changes nothing about the exit code.
    private static func tell(_ error: any Error) -> Int32 {
        if error is BrokenPipe { return 0 }
        let terminal = Terminal()
        if Report.canTell(error) {
            try? Report(error).write(to: terminal, asJSON: false)
            return 1
        }
        let text = Apus.fullMessage(for: error)
        let code = Apus.exitCode(for: error)
        guard !text.isEmpty else { return code.rawValue }
        if code.isSuccess { try? terminal.print(text) } else { try? terminal.note(text) }
        // The parser's own code is EX_USAGE, 64; Apus keeps to 0, 1 and 2.
        return code == .validationFailure ? 2 : code.rawValue
    }
}
