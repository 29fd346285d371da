import ApusClient
import ApusModel
import ArgumentParser
import FoundationEssentials

struct VMExec: ClientCommand {
    static let configuration = CommandConfiguration(
        commandName: "exec", abstract: "Run a program in a guest, by its agent.",
        discussion: """
            Waits for its end, writes what it wrote, and ends with its exit code. No shell reads the words: for one, run it
            by name. With --stdin the program reads what this one is given.

            Examples:
              apus vm exec web-1 -- uptime
              apus vm exec web-1 --timeout 120 -- sh -c 'apt-get update && apt-get -y upgrade'
              apus vm exec web-1 --stdin -- tee /etc/motd < motd
            """)

    @Argument(help: ArgumentHelp("Name or id.", valueName: "vm"), completion: References.of(.vms))
    var ref: String

    @Argument(parsing: .postTerminator, help: ArgumentHelp("The program and its arguments.", valueName: "command"))
    var command: [String] = []

    @Option(help: ArgumentHelp("How long to wait for its end, at most 300.", valueName: "seconds"))
    var timeout: Int = 30

    @Flag(name: [.customShort("i"), .customLong("stdin")], help: "Hand standard input over.")
    var standardInput = false

    @OptionGroup var options: OutputOptions
    @OptionGroup(title: "Connection") var connection: ConnectionOptions

    var format: OutputFormat { options.output }

    func validate() throws {
        if command.isEmpty { throw ValidationError("Say what to run: apus vm exec VM -- PROGRAM.") }
        if !(1...300).contains(timeout) { throw ValidationError("--timeout must be from 1 to 300.") }
    }

    func run(_ session: Session) async throws {
        let surroundings = session.terminal.surroundings
        let input = standardInput ? try await InputFile.text("-", limit: 1 << 19, surroundings) : nil
        let request = GuestCommand(
            command: command.first ?? "", arguments: Array(command.dropFirst()), input: input, timeoutSeconds: timeout)
        let result = try await session.client.run(request, in: ref)
        if format == .json || format == .yaml {
            try session.printStructured(result)
        } else {
            try write(result.stdout, .output, isTerminal: surroundings.isOutputTerminal, surroundings)
            try write(result.stderr, .error, isTerminal: surroundings.isErrorTerminal, surroundings)
        }
        if result.truncated { try session.terminal.note("the output is cut at 1 MiB") }
        if let signal = result.signal { try session.terminal.note("signal \(signal) ended it") }
        let code = result.exitCode ?? result.signal.map { 128 + min($0, 127) } ?? 1
        if code != 0 { throw ExitCode(Int32(truncatingIfNeeded: code)) }
    }

    /// As it is for programs; a terminal must not be steered by a guest.
    private func write(
        _ bytes: Data, _ stream: Surroundings.Stream, isTerminal: Bool, _ surroundings: Surroundings
    ) throws {
        guard !bytes.isEmpty else { return }
        let text = String(decoding: bytes, as: UTF8.self)
        try surroundings.write(stream, isTerminal ? VisibleText.ofLines(text) : text)
    }
}
