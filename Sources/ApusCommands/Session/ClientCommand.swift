import ApusClient
import ApusModel
import ArgumentParser

/// A command that talks to a server. It says what to do in `run(_:)`; finding the server, and telling what went wrong, is done here.
protocol ClientCommand: AsyncParsableCommand {
    var connection: ConnectionOptions { get }
    var format: OutputFormat { get }

    func run(_ session: Session) async throws
}

extension ClientCommand {
    func run() async throws {
        let terminal = Terminal()
        do {
            let settings = try connection.clientSettings(terminal.surroundings)
            try await Client.with(settings) { client in
                try await run(Session(client: client, terminal: terminal, format: format))
            }
        } catch let error where Report.canTell(error) {
            try Report(error).write(to: terminal, asJSON: format == .json)
            throw ExitCode.failure
        }
    }
}

extension Session {
    /// Does `work` for each name; a failure is told and the next name taken, and the command fails at the end.
    func forEach(_ names: [String], _ work: (String) async throws -> Void) async throws {
        var failed = false
        for name in names {
            do {
                try await work(name)
            } catch let error where Report.canTell(error) {
                try Report(error).write(to: terminal, asJSON: format == .json)
                failed = true
            } catch is ExitCode { failed = true }
        }
        if failed { throw ExitCode.failure }
    }
}
