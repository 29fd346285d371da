import ApusClient
import ApusModel
import ArgumentParser

struct VMRescue: ClientCommand {
    static let configuration = CommandConfiguration(
        commandName: "rescue", abstract: "Start a stopped virtual machine once from a CD-ROM.",
        discussion: """
            The machine's definition stays as it is: after its next stop it starts from its own disks again.

            Examples:
              apus vm rescue web-1 --iso rescue-cd
              apus vm rescue web-1 --iso isos/rescue.iso
            """)

    @Argument(help: ArgumentHelp("Name or id.", valueName: "vm"), completion: References.of(.vms))
    var ref: String

    @Option(
        help: ArgumentHelp("An image of format iso or raw, or pool/volume.", valueName: "image"),
        completion: References.of(.images))
    var iso: String

    @OptionGroup var wait: WaitOptions
    @OptionGroup var options: OutputOptions
    @OptionGroup(title: "Connection") var connection: ConnectionOptions

    var format: OutputFormat { options.output }

    func run(_ session: Session) async throws {
        try await session.carryOut([ref], wait) {
            try await session.client.rescueVM($0, RescueVirtualMachine(iso: iso), key: Client.idempotencyKey())
        }
    }
}
