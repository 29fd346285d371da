import ApusClient
import ApusModel
import ArgumentParser

struct VMSSH: ClientCommand {
    static let configuration = CommandConfiguration(
        commandName: "ssh", abstract: "Open a shell in a virtual machine, or run a command there.",
        usage: "apus vm ssh [<options>] <vm> [-- <command> ...]",
        discussion: """
            By ssh from the server, which has the key, finds the address, and keeps the machine's host key. Ctrl-] ends a
            shell.
            A command has no terminal unless --tty gives it one: its output, its errors and its exit code are its own, and it
            reads this program's input. As with ssh, its words are joined and read by the account's shell. 255 says that there
            was no connection.

            Examples:
              apus vm ssh web-1
              apus vm ssh root@web-1
              apus vm ssh web-1 -- uptime
              apus vm ssh web-1 -- 'cd /etc && tar c .' > etc.tar
              apus vm ssh web-1 --tty -- top
            """, aliases: ["shell"])

    @Argument(
        help: ArgumentHelp("Name or id; USER@ before it names the account.", valueName: "vm"),
        completion: References.of(.vms))
    var ref: String

    @Argument(parsing: .postTerminator, help: ArgumentHelp("What to run instead of a shell.", valueName: "command"))
    var command: [String] = []

    @Option(
        name: [.short, .long, .customShort("l")],
        help: "The account; else the one set for the machine, made by its cloud-init, or its image's.")
    var user: String?

    @Flag(name: .shortAndLong, help: "Give the command a terminal.")
    var tty = false

    @OptionGroup var options: OutputOptions
    @OptionGroup(title: "Connection") var connection: ConnectionOptions

    var format: OutputFormat { options.output }

    func run(_ session: Session) async throws {
        let (vm, account) = Self.parts(ref, user)
        guard command.isEmpty else { return try await execute(vm, account, session) }
        // A script on standard input is read by a shell without a terminal, which ends with it.
        let isTerminal = tty || session.terminal.surroundings.isInputTerminal
        let banner = isTerminal ? try await banner(vm, account, session) : nil
        let terminal = TerminalSession(session, banner: banner, isTerminal: isTerminal)
        try await terminal.run { .ssh(vm: vm, user: account, columns: $0, rows: $1, hasTerminal: isTerminal) }
    }

    private func execute(_ vm: String, _ account: String?, _ session: Session) async throws {
        let words = command.joined(separator: " ")
        do {
            try await TerminalSession(session, banner: nil, isTerminal: tty).run {
                .ssh(vm: vm, user: account, columns: $0, rows: $1, command: words, hasTerminal: tty)
            }
        } catch let error where Report.canTell(error) {
            try Report(error).write(to: session.terminal, asJSON: format == .json)
            throw ExitCode(255)
        }
    }

    /// Who logs in, and why, before ssh is tried: what fails then is often just that.
    private func banner(_ vm: String, _ account: String?, _ session: Session) async throws -> String {
        guard account == nil else { return "Connecting to \(vm). Ctrl-] ends it." }
        let access = try await session.client.sshAccess(ofVM: vm)
        return "Connecting to \(vm) as \(access.user) (\(access.userSource.words)). Ctrl-] ends it."
    }

    /// `root@web-1`, as ssh takes it.
    static func parts(_ ref: String, _ user: String?) -> (vm: String, user: String?) {
        guard user == nil, let at = ref.firstIndex(of: "@"), at != ref.startIndex else { return (ref, user) }
        return (String(ref[ref.index(after: at)...]), String(ref[..<at]))
    }
}

extension SSHUserSource {
    fileprivate var words: String {
        switch self {
        case .settings: "set for this machine"
        case .cloudInit: "made by its cloud-init"
        case .image: "its image's"
        case .configuration: "the server's default"
        }
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
