import ApusClient
import ApusModel
import ArgumentParser

struct VolumeClone: ClientCommand {
    static let configuration = CommandConfiguration(
        commandName: "clone", abstract: "Make a full copy of a volume.",
        discussion: """
            Examples:
              apus volume clone apus:data.qcow2 copy.qcow2
              apus volume clone apus:data.qcow2 copy.qcow2 --pool fast
            """, aliases: ["cp"])

    @Argument(help: ArgumentHelp("pool:volume, name or id.", valueName: "volume"), completion: References.of(.volumes))
    var ref: String

    @Argument(help: "The copy's name.")
    var name: String

    @Option(help: "A pool of the same host.", completion: References.of(.pools))
    var pool: String?

    @Option(name: .customLong("format"), help: "qcow2 or raw.")
    var volumeFormat: Image.Format?

    @OptionGroup var wait: WaitOptions
    @OptionGroup var options: OutputOptions
    @OptionGroup(title: "Connection") var connection: ConnectionOptions

    var format: OutputFormat { options.output }

    func run(_ session: Session) async throws {
        let body = CloneVolume(name: name, pool: pool, format: volumeFormat)
        try await session.carryOut([ref], wait) {
            try await session.client.cloneVolume($0, body, key: Client.idempotencyKey())
        }
    }
}
