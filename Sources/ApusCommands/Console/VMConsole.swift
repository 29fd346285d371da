import ApusClient
import ArgumentParser

struct VMConsole: ClientCommand {
    static let configuration = CommandConfiguration(
        commandName: "console", abstract: "Open a virtual machine's serial console.",
        discussion: """
            Ctrl-] ends it. A serial line does not know the size of your window: in the guest, run stty rows 50 cols 160.

            Examples:
              apus vm console web-1
              apus vm console web-1 --force
            """)

    @Argument(help: ArgumentHelp("Name or id.", valueName: "vm"), completion: References.of(.vms))
    var ref: String

    @Flag(help: "Take it over from who has it open.")
    var force = false

    @OptionGroup var options: OutputOptions
    @OptionGroup(title: "Connection") var connection: ConnectionOptions

    var format: OutputFormat { options.output }

    func run(_ session: Session) async throws {
        let terminal = TerminalSession(session, banner: "Connecting to the console of \(ref). Ctrl-] ends it.")
        try await terminal.run { .console(vm: ref, force: force, columns: $0, rows: $1) }
    }
}
