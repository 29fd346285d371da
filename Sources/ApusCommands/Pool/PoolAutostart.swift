import ApusClient
import ApusModel
import ArgumentParser

struct PoolAutostart: ClientCommand {
    static let configuration = CommandConfiguration(
        commandName: "autostart", abstract: "Set whether storage pools start with their host.",
        discussion: """
            Examples:
              apus pool autostart fast
              apus pool autostart fast --disable
            """)

    @Argument(help: ArgumentHelp("Name or id.", valueName: "pool"), completion: References.of(.pools))
    var refs: [String]

    @Flag(help: "Do not start it with its host.")
    var disable = false

    @OptionGroup var wait: WaitOptions
    @OptionGroup var options: OutputOptions
    @OptionGroup(title: "Connection") var connection: ConnectionOptions

    var format: OutputFormat { options.output }

    func run(_ session: Session) async throws {
        let change = ChangePool(autostart: !disable)
        try await session.carryOut(refs, wait) {
            try await session.client.change(pool: $0, change, key: Client.idempotencyKey())
        }
    }
}
