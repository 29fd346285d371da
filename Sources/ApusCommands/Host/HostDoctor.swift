import ApusClient
import ArgumentParser

struct HostDoctor: ClientCommand {
    static let configuration = CommandConfiguration(
        commandName: "doctor", abstract: "Look at a host for what would keep machines from running there.",
        discussion: """
            Fails when a check does.

            Example:
              apus host doctor node1
            """)

    @Argument(help: ArgumentHelp("Name, number or id.", valueName: "host"), completion: References.of(.hosts))
    var ref: String

    @OptionGroup var options: OutputOptions
    @OptionGroup(title: "Connection") var connection: ConnectionOptions

    var format: OutputFormat { options.output }

    func run(_ session: Session) async throws {
        try CheckList(checks: try await session.client.doctor(host: ref)).write(session.terminal, format)
    }
}
