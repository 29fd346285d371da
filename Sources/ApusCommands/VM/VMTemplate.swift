import ApusClient
import ArgumentParser

struct VMTemplate: ClientCommand {
    static let configuration = CommandConfiguration(
        commandName: "template", abstract: "Make a stopped virtual machine a template for others.",
        discussion: """
            A template is never started; apus vm create --template makes machines that share its disks or copy them.
            --undo makes it an ordinary machine again, once no machine shares its disks.

            Examples:
              apus vm template course
              apus vm create pupil-1 --template course --instance-type small
              apus vm template course --undo
            """)

    @Argument(help: ArgumentHelp("Name or id.", valueName: "vm"), completion: References.of(.vms))
    var refs: [String]

    @Flag(help: "Make it an ordinary machine again.")
    var undo = false

    @OptionGroup var wait: WaitOptions
    @OptionGroup var options: OutputOptions
    @OptionGroup(title: "Connection") var connection: ConnectionOptions

    var format: OutputFormat { options.output }

    func run(_ session: Session) async throws {
        try await session.carryOut(refs, wait) { ref in
            let key = Client.idempotencyKey()
            return undo
                ? try await session.client.unmakeTemplate(ref, key: key)
                : try await session.client.makeTemplate(ref, key: key)
        }
    }
}
