import ApusClient
import ApusModel
import ArgumentParser

struct VolumeGrow: ClientCommand {
    static let configuration = CommandConfiguration(
        commandName: "grow", abstract: "Make a volume larger.",
        discussion: """
            Refused while a running VM has it: grow that VM's disk instead.

            Example:
              apus volume grow apus:data.qcow2 20G
            """, aliases: ["resize"])

    @Argument(help: ArgumentHelp("pool:volume, name or id.", valueName: "volume"), completion: References.of(.volumes))
    var ref: String

    @Argument(help: ArgumentHelp("What a guest is to see.", valueName: "size"), transform: ByteSize.parse)
    var size: Int64

    @OptionGroup var wait: WaitOptions
    @OptionGroup var options: OutputOptions
    @OptionGroup(title: "Connection") var connection: ConnectionOptions

    var format: OutputFormat { options.output }

    func run(_ session: Session) async throws {
        let body = GrowVolume(capacity: size)
        try await session.carryOut([ref], wait) {
            try await session.client.growVolume($0, body, key: Client.idempotencyKey())
        }
    }
}
