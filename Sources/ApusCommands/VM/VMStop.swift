import ApusClient
import ApusModel
import ArgumentParser

struct VMStop: ClientCommand {
    static let configuration = CommandConfiguration(
        commandName: "stop", abstract: "Stop virtual machines.",
        discussion: """
            The guest is asked to shut down; when its time is up, the power is cut. --force cuts it at once.

            Examples:
              apus vm stop web-1
              apus vm stop web-1 web-2 --timeout 120
              apus vm stop web-1 --force
            """, aliases: ["shutdown"])

    @Argument(help: ArgumentHelp("Name or id.", valueName: "vm"), completion: References.of(.vms))
    var refs: [String]

    @Option(help: ArgumentHelp("How long the guest may take; the server's default is 60.", valueName: "seconds"))
    var timeout: Int?

    @Flag(help: "Cut the power at once.")
    var force = false

    @OptionGroup var wait: WaitOptions
    @OptionGroup var options: OutputOptions
    @OptionGroup(title: "Connection") var connection: ConnectionOptions

    var format: OutputFormat { options.output }

    func validate() throws {
        if force, timeout != nil { throw ValidationError("Give either --timeout or --force.") }
        if let timeout, timeout < 0 { throw ValidationError("--timeout must not be negative.") }
    }

    func run(_ session: Session) async throws {
        let body = StopVirtualMachine(graceSeconds: force ? 0 : timeout)
        try await session.carryOut(refs, wait) {
            try await session.client.stopVM($0, body, key: Client.idempotencyKey())
        }
    }
}
