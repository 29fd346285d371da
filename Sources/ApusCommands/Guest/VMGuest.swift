import ApusClient
import ApusModel
import ArgumentParser
import FoundationEssentials

struct VMGuest: ClientCommand {
    static let configuration = CommandConfiguration(
        commandName: "guest", abstract: "Show what a guest says of itself, by its agent.",
        discussion: """
            Operating system, addresses, file systems, users, clock: as far as the agent tells. It is the guest's own word.

            Examples:
              apus vm guest web-1
              apus vm guest web-1 -o json
            """, aliases: ["guestinfo"])

    @Argument(help: ArgumentHelp("Name or id.", valueName: "vm"), completion: References.of(.vms))
    var ref: String

    @OptionGroup var options: OutputOptions
    @OptionGroup(title: "Connection") var connection: ConnectionOptions

    var format: OutputFormat { options.output }

    func run(_ session: Session) async throws {
        let guest = try await session.client.guest(of: ref)
        try session.printDetails(guest, name: guest.hostname ?? "-")
    }
}
