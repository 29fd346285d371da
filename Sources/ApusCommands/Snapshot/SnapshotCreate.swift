import ApusClient
import ApusModel
import ArgumentParser

extension CreateSnapshot.Kind: ExpressibleByArgument {}
extension CreateSnapshot.Quiesce: ExpressibleByArgument {}

struct SnapshotCreate: ClientCommand {
    static let configuration = CommandConfiguration(
        commandName: "create", abstract: "Take a snapshot of a virtual machine.",
        discussion: """
            Without a name it is named by date and time. A running guest goes on meanwhile; with --memory it is paused, and \
            a revert brings it back to where it was.

            Examples:
              apus vm snapshot create web-1
              apus vm snapshot create web-1 before-upgrade --description 'Debian 12'
              apus vm snapshot create web-1 at-work --memory
            """)

    @Argument(help: ArgumentHelp("Name or id.", valueName: "vm"), completion: References.of(.vms))
    var ref: String

    @Argument(help: "1 to 63 lower-case letters, digits or inner hyphens.")
    var name: String?

    @Option(help: ArgumentHelp("A note.", valueName: "text"))
    var description: String?

    @Flag(inversion: .prefixedNo, help: "Keep the running guest's memory too.")
    var memory: Bool?

    @Option(help: "Whether the guest's agent freezes its file systems meanwhile.")
    var quiesce: CreateSnapshot.Quiesce?

    @Option(help: ArgumentHelp("A disk to take, such as vda; may be repeated. All when absent.", valueName: "target"))
    var disk: [String] = []

    @Option(help: "Where it is kept: within the images, or as images of their own.")
    var kind: CreateSnapshot.Kind?

    @OptionGroup var wait: WaitOptions
    @OptionGroup var options: OutputOptions
    @OptionGroup(title: "Connection") var connection: ConnectionOptions

    var format: OutputFormat { options.output }

    func validate() throws {
        guard name.map(ResourceName.isValid) != false else {
            throw ValidationError("The name '\(name ?? "")' \(ResourceName.rule).")
        }
    }

    func run(_ session: Session) async throws {
        var body = CreateSnapshot(name: name)
        (body.description, body.memory, body.quiesce, body.kind) = (description, memory, quiesce, kind)
        body.disks = disk.isEmpty ? nil : disk
        let request = body
        try await session.carryOut([ref], wait) {
            try await session.client.createSnapshot(of: $0, request, key: Client.idempotencyKey())
        }
    }
}
