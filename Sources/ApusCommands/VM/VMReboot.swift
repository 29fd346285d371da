import ApusClient
import ApusModel
import ArgumentParser

struct VMReboot: ClientCommand {
    static let configuration = CommandConfiguration(
        commandName: "reboot", abstract: "Ask the guests of virtual machines to reboot.",
        discussion: """
            The guest is asked by its agent or its power button. One that does not reboot in its time fails the command;
            --force resets it instead, and --force --timeout 0 does not even ask.

            Examples:
              apus vm reboot web-1
              apus vm reboot web-1 web-2 --timeout 120 --force
            """, aliases: ["restart"])

    @Argument(help: ArgumentHelp("Name or id.", valueName: "vm"), completion: References.of(.vms))
    var refs: [String]

    @Option(help: ArgumentHelp("How long the guest may take; the server's default is 60.", valueName: "seconds"))
    var timeout: Int?

    @Flag(help: "Reset it when its time is over.")
    var force = false

    @OptionGroup var wait: WaitOptions
    @OptionGroup var options: OutputOptions
    @OptionGroup(title: "Connection") var connection: ConnectionOptions

    var format: OutputFormat { options.output }

    func validate() throws {
        if let timeout, timeout < 0 { throw ValidationError("--timeout must not be negative.") }
    }

    func run(_ session: Session) async throws {
        let body = RebootVirtualMachine(graceSeconds: timeout, force: force ? true : nil)
        try await session.carryOut(refs, wait) {
            try await session.client.rebootVM($0, body, key: Client.idempotencyKey())
        }
    }
}
