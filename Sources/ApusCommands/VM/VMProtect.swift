import ApusClient
import ApusModel
import ArgumentParser

struct VMProtect: ClientCommand {
    static let configuration = CommandConfiguration(
        commandName: "protect", abstract: "Protect virtual machines from being deleted or started.",
        discussion: """
            Without a word of what, deleting is refused.

            Examples:
              apus vm protect db-1
              apus vm protect old-1 --start
              apus vm protect db-1 --lift
            """)

    @Argument(help: ArgumentHelp("Name or id.", valueName: "vm"), completion: References.of(.vms))
    var refs: [String]

    @Flag(help: "Refuse to delete it.")
    var delete = false

    @Flag(help: "Refuse to start it.")
    var start = false

    @Flag(help: "Lift the protection instead.")
    var lift = false

    @OptionGroup var wait: WaitOptions
    @OptionGroup var options: OutputOptions
    @OptionGroup(title: "Connection") var connection: ConnectionOptions

    var format: OutputFormat { options.output }

    func run(_ session: Session) async throws {
        var change = ChangeVirtualMachine()
        if delete || !start { change.deleteProtection = !lift }
        if start { change.startProtection = !lift }
        try await session.carryOut(refs, wait) { [change] in
            try await session.client.changeVM($0, change, key: Client.idempotencyKey())
        }
    }
}
