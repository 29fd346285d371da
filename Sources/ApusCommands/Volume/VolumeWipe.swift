import ApusClient
import ApusModel
import ArgumentParser

struct VolumeWipe: ClientCommand {
    static let configuration = CommandConfiguration(
        commandName: "wipe", abstract: "Overwrite volumes with zeros.",
        discussion: """
            Refused as a deletion would be. What snapshots or other copies hold stays.
            The head of a qcow2 file is overwritten too: it is no longer one. Delete it, or use it as raw.

            Example:
              apus volume wipe apus:data.qcow2 --yes
            """)

    @Argument(help: ArgumentHelp("pool:volume, name or id.", valueName: "volume"), completion: References.of(.volumes))
    var refs: [String]

    @OptionGroup var destruction: DestructionOptions

    @OptionGroup var wait: WaitOptions
    @OptionGroup var options: OutputOptions
    @OptionGroup(title: "Connection") var connection: ConnectionOptions

    var format: OutputFormat { options.output }

    func run(_ session: Session) async throws {
        try await session.destroy(refs, "Wipe", destruction, wait) {
            try await session.client.volumeDeletionPlan($0)
        } act: {
            try await session.client.wipeVolume($0, key: Client.idempotencyKey())
        }
    }
}
