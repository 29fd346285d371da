import ApusClient
import ApusModel
import ArgumentParser

struct VMStart: ClientCommand {
    static let configuration = CommandConfiguration(
        commandName: "start", abstract: "Start virtual machines; a saved one is restored.",
        discussion: """
            Examples:
              apus vm start web-1
              apus vm start web-1 web-2 web-3 --no-wait
              apus vm start web-1 --paused
              apus vm start web-1 --force-boot
            """)

    @Argument(help: ArgumentHelp("Name or id.", valueName: "vm"), completion: References.of(.vms))
    var refs: [String]

    @Flag(help: "Let its processors wait for a resume.")
    var paused = false

    @Flag(help: "Boot afresh and lose the saved memory.")
    var forceBoot = false

    @OptionGroup var wait: WaitOptions
    @OptionGroup var options: OutputOptions
    @OptionGroup(title: "Connection") var connection: ConnectionOptions

    var format: OutputFormat { options.output }

    func run(_ session: Session) async throws {
        let body = StartVirtualMachine(paused: paused ? true : nil, discardSaved: forceBoot ? true : nil)
        try await session.carryOut(refs, wait) {
            try await session.client.startVM($0, body, key: Client.idempotencyKey())
        }
    }
}
