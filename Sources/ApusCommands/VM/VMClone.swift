import ApusClient
import ApusModel
import ArgumentParser

struct VMClone: ClientCommand {
    static let configuration = CommandConfiguration(
        commandName: "clone", abstract: "Make a full copy of a stopped virtual machine.",
        discussion: """
            The copy has disks, MAC addresses, UUID and firmware state of its own. A guest with cloud-init gets a new host
            name, SSH host keys and machine id at its first start; users and files stay. Snapshots are not copied.
            Copies that share disks are made from a template: apus vm template.

            Examples:
              apus vm clone web-1 web-2
              apus vm clone web-1 web-2 --start --pool fast
              apus vm clone web-1 web-2 --dry-run
              apus vm clone web-1 web-2 --user ada --ssh-key key.pub --start
            """)

    @Argument(
        help: ArgumentHelp("The machine to copy: name or id.", valueName: "source"), completion: References.of(.vms))
    var ref: String

    @Argument(help: "The copy's name.")
    var name: String

    @Flag(help: "Start it when it is made.")
    var start = false

    @Option(help: "A pool of the same host; else that of each disk.", completion: References.of(.pools))
    var pool: String?

    @Option(help: ArgumentHelp("A note.", valueName: "text"))
    var description: String?

    @Flag(help: "Only say what would be made.")
    var dryRun = false

    @OptionGroup(title: "First start (cloud-init)") var guest: GuestOptions
    @OptionGroup var wait: WaitOptions
    @OptionGroup var options: OutputOptions
    @OptionGroup(title: "Connection") var connection: ConnectionOptions

    var format: OutputFormat { options.output }

    func validate() throws {
        guard ResourceName.isValid(name) else { throw ValidationError("The name '\(name)' \(ResourceName.rule).") }
    }

    func run(_ session: Session) async throws {
        let body = try await request(session.terminal.surroundings)
        guard dryRun else {
            return try await session.carryOut([ref], wait) {
                try await session.client.cloneVM($0, body, key: Client.idempotencyKey())
            }
        }
        let preview = try await session.client.clonePreview(ref, body)
        switch format {
        case .json, .yaml: try session.printStructured(preview)
        default: try session.terminal.print(VMCreate.text(preview))
        }
    }

    private func request(_ surroundings: Surroundings) async throws -> CloneVirtualMachine {
        var fields = CreateVirtualMachine(name: name)
        try await guest.apply(to: &fields, surroundings)
        var body = CloneVirtualMachine(name: name)
        (body.pool, body.description, body.start) = (pool, description, start)
        (body.cloudInit, body.userData) = (fields.cloudInit, fields.userData)
        (body.networkConfig, body.vendorData) = (fields.networkConfig, fields.vendorData)
        return body
    }
}
