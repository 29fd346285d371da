import ApusClient
import ApusModel
import ArgumentParser

struct VMRename: ClientCommand {
    static let configuration = CommandConfiguration(
        commandName: "rename", abstract: "Give a virtual machine that is off another name.",
        discussion: """
            Example:
              apus vm rename web-1 web-2
            """, aliases: ["domrename"])

    @Argument(help: ArgumentHelp("Name or id.", valueName: "vm"), completion: References.of(.vms))
    var ref: String

    @Argument(help: "1 to 63 lower-case letters, digits or inner hyphens.")
    var name: String

    @OptionGroup var wait: WaitOptions
    @OptionGroup var options: OutputOptions
    @OptionGroup(title: "Connection") var connection: ConnectionOptions

    var format: OutputFormat { options.output }

    func validate() throws {
        guard ResourceName.isValid(name) else { throw ValidationError("The name '\(name)' \(ResourceName.rule).") }
    }

    func run(_ session: Session) async throws {
        var change = ChangeVirtualMachine()
        change.name = name
        try await session.carryOut([ref], wait) { [change] in
            try await session.client.changeVM($0, change, key: Client.idempotencyKey())
        }
    }
}
