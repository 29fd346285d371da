import ApusClient
import ApusModel
import ArgumentParser

struct AnsibleInventoryCommand: ClientCommand {
    static let configuration = CommandConfiguration(
        commandName: "ansible-inventory", abstract: "VMs as a dynamic inventory of Ansible's.",
        discussion: """
            Groups: host_<host>, state_<state> and tag_<tag>; what is no letter or digit becomes an underscore.
            Ansible runs an executable script as an inventory; all it needs is the line
              exec apus ansible-inventory --filter 'managed = yes' "$@"

            Examples:
              apus ansible-inventory --list
              apus ansible-inventory --list --filter 'tags = web, state = running'
              apus ansible-inventory --host web-1
            """)

    @Flag(help: "All VMs, with their groups and variables.")
    var list = false

    @Option(help: ArgumentHelp("The variables of one VM.", valueName: "name"))
    var host: String?

    @Option(help: ArgumentHelp("Only VMs that match, as of 'apus vm list'.", valueName: "filter"))
    var filter: String?

    @OptionGroup(title: "Connection") var connection: ConnectionOptions

    var format: OutputFormat { .json }

    func validate() throws {
        if list == (host != nil) { throw ValidationError("Give either --list or --host NAME.") }
    }

    func run(_ session: Session) async throws {
        let rows = try await session.client.list(.vms, ListQuery(filter: filter, sort: "name")).items
        let inventory = AnsibleInventory(try JSONCoding.decode([VirtualMachine].self, from: JSONCoding.encode(rows)))
        // Ansible asks for single hosts only where --list told no variables; an unknown one has none.
        let none = JSONValue.object([:])
        try session.terminal.print(
            Structured.json(host.map { inventory.variables(of: $0) ?? none } ?? inventory.list))
    }
}
