import ApusClient
import ApusModel
import ArgumentParser

struct VMAutostart: ClientCommand {
    static let configuration = CommandConfiguration(
        commandName: "autostart", abstract: "Let virtual machines start with their host, or no longer.",
        discussion: """
            Without an order the host itself starts it, together with all others. With one, apusd starts it when the host
            has booted: one machine after the other, lowest order first, each start an operation by `autostart`.

            Examples:
              apus vm autostart web-1
              apus vm autostart db-1 --order 1 --delay 30
              apus vm autostart web-1 --disable
            """)

    @Argument(help: ArgumentHelp("Name or id.", valueName: "vm"), completion: References.of(.vms))
    var refs: [String]

    @Flag(help: "Do not start it with its host.")
    var disable = false

    @Option(help: ArgumentHelp("Its place, from 1; 0 for none.", valueName: "number"))
    var order: Int?

    @Option(help: ArgumentHelp("How long the next one waits once this one has started.", valueName: "seconds"))
    var delay: Int?

    @OptionGroup var wait: WaitOptions
    @OptionGroup var options: OutputOptions
    @OptionGroup(title: "Connection") var connection: ConnectionOptions

    var format: OutputFormat { options.output }

    func run(_ session: Session) async throws {
        var change = ChangeVirtualMachine()
        change.autostart = !disable
        (change.startOrder, change.startDelay) = (order, delay)
        try await session.carryOut(refs, wait) { [change] in
            try await session.client.changeVM($0, change, key: Client.idempotencyKey())
        }
    }
}
