import ApusClient
import ArgumentParser

struct VMSSH: ClientCommand {
    static let configuration = CommandConfiguration(
        commandName: "ssh", abstract: "Open a shell in a virtual machine, by ssh from the server.",
        discussion: """
            The server has the key, finds the address, and keeps the machine's host key. Ctrl-] ends it.

            Examples:
              apus vm ssh web-1
              apus vm ssh web-1 --user root
            """, aliases: ["shell"])

    @Argument(help: ArgumentHelp("Name or id.", valueName: "vm"), completion: References.of(.vms))
    var ref: String

    @Option(name: .shortAndLong, help: "The account; the machine's or its image's when absent.")
    var user: String?

    @OptionGroup var options: OutputOptions
    @OptionGroup(title: "Connection") var connection: ConnectionOptions

    var format: OutputFormat { options.output }

    func run(_ session: Session) async throws {
        let terminal = TerminalSession(session, banner: "Connecting to \(ref). Ctrl-] ends it.")
        try await terminal.run { .ssh(vm: ref, user: user, columns: $0, rows: $1) }
    }
}

struct HostShell: ClientCommand {
    static let configuration = CommandConfiguration(
        commandName: "shell", abstract: "Open a shell on a host, where the configuration allows it.",
        discussion: """
            Off unless the server's setting terminals.hostShell is true; for administrators. Ctrl-] ends it.

            Example:
              apus host shell node1
            """)

    @Argument(help: ArgumentHelp("Name, number or id.", valueName: "host"), completion: References.of(.hosts))
    var ref: String

    @OptionGroup var options: OutputOptions
    @OptionGroup(title: "Connection") var connection: ConnectionOptions

    var format: OutputFormat { options.output }

    func run(_ session: Session) async throws {
        let terminal = TerminalSession(session, banner: "Connecting to \(ref). Ctrl-] ends it.")
        try await terminal.run { .shell(host: ref, columns: $0, rows: $1) }
    }
}
