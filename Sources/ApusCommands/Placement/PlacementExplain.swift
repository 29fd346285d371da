import ApusClient
import ApusModel
import ArgumentParser

struct PlacementExplain: ClientCommand {
    static let configuration = CommandConfiguration(
        commandName: "explain", abstract: "Where a virtual machine would go, and why not elsewhere. Nothing changes.",
        discussion: """
            Takes what vm create takes of the machine, its hardware and its placement (not its guest: users, keys and
            scripts decide no host), and says for each host its score or the rule that refuses it.

            Examples:
              apus placement explain web-1 --image debian --instance-type small
              apus placement explain web-1 --image debian --cpus 4 --memory 8G --algorithm best-fit
              apus placement explain web-1 --image debian --instance-type small --anti-affinity web
            """)

    @Argument(help: "The VM's name; nothing is made of it.")
    var name: String

    @OptionGroup(title: "Machine") var machine: MachineOptions
    @OptionGroup(title: "Placement") var placement: PlacementOptions
    @OptionGroup(title: "Hardware") var hardware: HardwareOptions
    @OptionGroup var options: OutputOptions
    @OptionGroup(title: "Connection") var connection: ConnectionOptions

    var format: OutputFormat { options.output }

    func validate() throws {
        guard ResourceName.isValid(name) else { throw ValidationError("The name '\(name)' \(ResourceName.rule).") }
    }

    func run(_ session: Session) async throws {
        var body = CreateVirtualMachine(name: name)
        machine.apply(to: &body)
        placement.apply(to: &body)
        try hardware.apply(to: &body)
        try session.show(try await session.client.explainPlacement(of: body))
    }
}
