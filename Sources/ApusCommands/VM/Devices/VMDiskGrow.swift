import ApusClient
import ApusModel
import ArgumentParser

struct VMDiskGrow: ClientCommand {
    static let configuration = CommandConfiguration(
        commandName: "grow", abstract: "Make a disk larger, also while the machine runs.",
        discussion: """
            Disks are never made smaller. The guest sees the new size at once; its partitions and file systems are its own
            to grow.

            Example:
              apus vm disk grow web-1 vda 20G
            """, aliases: ["resize"])

    @Argument(help: ArgumentHelp("Name or id.", valueName: "vm"), completion: References.of(.vms))
    var ref: String

    @Argument(help: "The guest's name for it, such as vda.")
    var target: String

    @Argument(help: "The size it is to have, for example 20G.", transform: ByteSize.parse)
    var size: Int64

    @OptionGroup var wait: WaitOptions
    @OptionGroup var options: OutputOptions
    @OptionGroup(title: "Connection") var connection: ConnectionOptions

    var format: OutputFormat { options.output }

    func run(_ session: Session) async throws {
        let key = Client.idempotencyKey()
        try await session.carryOut([ref], wait) {
            try await session.client.changeDisk($0, target, ChangeDisk(size: size), key: key)
        }
    }
}
