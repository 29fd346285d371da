import ApusClient
import ApusModel
import ArgumentParser

struct VMCreate: ClientCommand {
    static let configuration = CommandConfiguration(
        commandName: "create", abstract: "Create a virtual machine and start it.",
        discussion: """
            The machine is made from an image, on the host that fits best unless --host names one.

            Examples:
              apus vm create web-1 --image debian --instance-type small --ssh-key key.pub
              apus vm create db-1 --image debian --cpus 2 --memory 4G --disk 20G --no-start
              apus vm create ci-1 --image debian --instance-type small --user-data ci.yaml
            """)

    @Argument(help: "1 to 63 lower-case letters, digits or inner hyphens.")
    var name: String

    @OptionGroup(title: "Machine") var machine: MachineOptions
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
        let key = Client.idempotencyKey()
        try await session.carryOut([name], wait) { _ in try await session.client.create(body, key: key) }
    }

    /// The body, with files read in.
    func request(_ surroundings: Surroundings) async throws -> CreateVirtualMachine {
        var body = CreateVirtualMachine(name: name, image: machine.image)
        machine.apply(to: &body)
        try await guest.apply(to: &body, surroundings)
        return body
    }
}
