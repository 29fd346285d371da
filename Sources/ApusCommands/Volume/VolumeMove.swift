import ApusClient
import ApusModel
import ArgumentParser

struct VolumeMove: ClientCommand {
    static let configuration = CommandConfiguration(
        commandName: "move", abstract: "Bring a volume to another pool of its host.",
        discussion: """
            The VM that has it may run meanwhile: its disk is copied while the guest writes, then it goes on with the copy.

            Examples:
              apus volume move apus:data.qcow2 fast
              apus volume move apus:data.qcow2 fast --dry-run
            """, aliases: ["mv"])

    @Argument(help: ArgumentHelp("pool:volume, name or id.", valueName: "volume"), completion: References.of(.volumes))
    var ref: String

    @Argument(help: "The pool it goes to.", completion: References.of(.pools))
    var pool: String

    @Option(help: "Its name there.")
    var name: String?

    @OptionGroup var destruction: DestructionOptions

    @OptionGroup var wait: WaitOptions
    @OptionGroup var options: OutputOptions
    @OptionGroup(title: "Connection") var connection: ConnectionOptions

    var format: OutputFormat { options.output }

    func run(_ session: Session) async throws {
        let body = MoveVolume(pool: pool, name: name)
        try await session.destroy([ref], "Move", destruction, wait) {
            try await session.client.volumeMovePlan($0, body, key: Client.idempotencyKey())
        } act: {
            try await session.client.moveVolume($0, body, key: Client.idempotencyKey())
        }
    }
}
