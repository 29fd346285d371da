import ApusClient
import ApusModel
import ArgumentParser

struct NetworkSet: ClientCommand {
    static let configuration = CommandConfiguration(
        commandName: "set", abstract: "Change a network.",
        discussion: """
            DHCP ranges change at once; the rest takes effect when the network is stopped and started again, which is said.
            What is not named stays as it is. --domain '' takes the domain away.

            Examples:
              apus network set lab --dhcp 10.10.0.10-10.10.0.99
              apus network set lab --domain lab.test --mtu 1400
            """, aliases: ["update", "edit"])

    @Argument(help: ArgumentHelp("Name or id.", valueName: "network"), completion: References.of(.networks))
    var ref: String

    @OptionGroup(title: "Kind") var forward: ForwardOptions
    @OptionGroup(title: "Addresses and names") var network: NetworkOptions
    @OptionGroup var wait: WaitOptions
    @OptionGroup var options: OutputOptions
    @OptionGroup(title: "Connection") var connection: ConnectionOptions

    var format: OutputFormat { options.output }

    func validate() throws {
        if request == UpdateNetwork() { throw ValidationError("Say what to change, for example --dhcp.") }
    }

    func run(_ session: Session) async throws {
        let body = request
        try await session.carryOut([ref], wait) {
            try await session.client.updateNetwork($0, body, key: Client.idempotencyKey())
        }
    }

    private var request: UpdateNetwork {
        var update = UpdateNetwork()
        forward.apply(to: &update)
        network.apply(to: &update)
        return update
    }
}

struct NetworkAutostart: ClientCommand {
    static let configuration = CommandConfiguration(
        commandName: "autostart", abstract: "Start networks with their host, or no longer.",
        discussion: """
            Examples:
              apus network autostart lab
              apus network autostart lab --disable
            """)

    @Argument(help: ArgumentHelp("Name or id.", valueName: "network"), completion: References.of(.networks))
    var refs: [String]

    @Flag(help: "Start them with their host no longer.")
    var disable = false

    @OptionGroup var wait: WaitOptions
    @OptionGroup var options: OutputOptions
    @OptionGroup(title: "Connection") var connection: ConnectionOptions

    var format: OutputFormat { options.output }

    func run(_ session: Session) async throws {
        var update = UpdateNetwork()
        update.autostart = !disable
        let body = update
        try await session.carryOut(refs, wait) {
            try await session.client.updateNetwork($0, body, key: Client.idempotencyKey())
        }
    }
}
