import ApusClient
import ApusModel
import ArgumentParser

struct VolumeDelete: ClientCommand {
    static let configuration = CommandConfiguration(
        commandName: "delete", abstract: "Delete volumes.",
        discussion: """
            Refused while a VM has it, an image lies there, or another volume is built on it.
            Without a terminal to ask on, --yes is needed.

            Examples:
              apus volume delete apus:data.qcow2
              apus volume delete apus:data.qcow2 --dry-run
            """, aliases: ["rm"])

    @Argument(help: ArgumentHelp("pool:volume, name or id.", valueName: "volume"), completion: References.of(.volumes))
    var refs: [String]

    @OptionGroup var destruction: DestructionOptions

    @OptionGroup var wait: WaitOptions
    @OptionGroup var options: OutputOptions
    @OptionGroup(title: "Connection") var connection: ConnectionOptions

    var format: OutputFormat { options.output }

    func run(_ session: Session) async throws {
        try await session.destroy(refs, "Delete", destruction, wait) {
            try await session.client.volumeDeletionPlan($0)
        } act: {
            try await session.client.deleteVolume($0, key: Client.idempotencyKey())
        }
    }
}
