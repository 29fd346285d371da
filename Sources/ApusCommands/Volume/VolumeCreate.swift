import ApusClient
import ApusModel
import ArgumentParser

struct VolumeCreate: ClientCommand {
    static let configuration = CommandConfiguration(
        commandName: "create", abstract: "Make a volume.",
        discussion: """
            A qcow2 volume takes its room as it is filled. --image or --backing builds it on another, which is only read.

            Examples:
              apus volume create data.qcow2 --pool apus --size 10G
              apus volume create db.raw --pool fast --size 20G --format raw --allocation 20G
              apus volume create web.qcow2 --pool apus --size 10G --image debian
            """, aliases: ["create-as"])

    @Argument(help: "Letters, digits, and inside also dots, hyphens and underscores.")
    var name: String

    @Option(help: "The storage pool.", completion: References.of(.pools))
    var pool: String

    @Option(help: ArgumentHelp("What a guest sees, for example 10G.", valueName: "size"), transform: ByteSize.parse)
    var size: Int64

    @Option(help: ArgumentHelp("What it takes at once.", valueName: "size"), transform: ByteSize.parse)
    var allocation: Int64?

    @Option(name: .customLong("format"), help: "qcow2 or raw.")
    var volumeFormat: Image.Format?

    @Option(help: "The host, where several have a pool of the name.", completion: References.of(.hosts))
    var host: String?

    @Option(help: "The image it is built on.", completion: References.of(.images))
    var image: String?

    @Option(help: ArgumentHelp("The volume it is built on.", valueName: "volume"), completion: References.of(.volumes))
    var backing: String?

    @Option(help: "What that volume is: qcow2 or raw.")
    var backingFormat: Image.Format?

    @OptionGroup var wait: WaitOptions
    @OptionGroup var options: OutputOptions
    @OptionGroup(title: "Connection") var connection: ConnectionOptions

    var format: OutputFormat { options.output }

    func run(_ session: Session) async throws {
        var body = CreateVolume(pool: pool, name: name, capacity: size)
        (body.host, body.allocation, body.format) = (host, allocation, volumeFormat)
        if image != nil || backing != nil {
            body.backing = .init(image: image, volume: backing, format: backingFormat)
        }
        let request = body
        let key = Client.idempotencyKey()
        try await session.carryOut([name], wait) { _ in try await session.client.create(request, key: key) }
    }
}
