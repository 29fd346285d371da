import ApusClient
import ApusModel
import ArgumentParser

struct ProviderAdd: ClientCommand {
    static let configuration = CommandConfiguration(
        commandName: "add", abstract: "Add a provider; its hosts and machines appear at once.",
        discussion: """
            Examples:
              apus provider add lab qemu:///system
              apus provider add node1 qemu+ssh://root@node1/system --pool fast --network br0
            """)

    @Argument(help: "1 to 63 lower-case letters, digits or inner hyphens.")
    var name: String

    @Argument(help: "Address in libvirt's URI form.")
    var address: String

    @Option(help: "The storage pool for new disks.")
    var pool: String?

    @Option(help: ArgumentHelp("That pool's folder, should Apus have to make it.", valueName: "path"))
    var poolPath: String?

    @Option(help: "The network that new machines join.")
    var network: String?

    @Option(help: "How processors of new machines run.")
    var accelerator: Accelerator?

    @Flag(inversion: .prefixedNo, help: "Wait until it answers, 15 seconds at most.")
    var wait = true

    @OptionGroup var options: OutputOptions
    @OptionGroup(title: "Connection") var connection: ConnectionOptions

    var format: OutputFormat { options.output }

    func run(_ session: Session) async throws {
        var body = CreateProvider(name: name, address: address)
        (body.pool, body.poolPath, body.network, body.accelerator) = (pool, poolPath, network, accelerator)
        let provider = try await session.client.add(body, key: Client.idempotencyKey())
        let known = wait ? await answered(provider, session) : provider
        try session.printResult(
            known, name: known.name, sentence: "provider \(known.name) added (\(known.state.rawValue))")
        guard known.state == .unreachable else { return }
        try session.terminal.note(
            "note: it does not answer, apusd goes on trying: " + VisibleText.of(known.fault ?? ""))
    }

    /// The provider once it is known whether it answers, or after a while: what comes next often needs its host.
    private func answered(_ added: Provider, _ session: Session) async -> Provider {
        var provider = added
        let end = ContinuousClock.now + .seconds(15)
        while provider.state == .connecting, ContinuousClock.now < end {
            // Not to know is no failure: it was added.
            let id = added.id.uuidString.lowercased()
            guard let now = try? await session.client.show(.providers, id, as: Provider.self) else { return provider }
            provider = now
            if provider.state == .connecting { try? await Task.sleep(for: .milliseconds(200)) }
        }
        return provider
    }
}
