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

    @OptionGroup var options: OutputOptions
    @OptionGroup(title: "Connection") var connection: ConnectionOptions

    var format: OutputFormat { options.output }

    func run(_ session: Session) async throws {
        var body = CreateProvider(name: name, address: address)
        (body.pool, body.poolPath, body.network, body.accelerator) = (pool, poolPath, network, accelerator)
        let provider = try await session.client.add(body, key: Client.idempotencyKey())
        try session.printResult(
            provider, name: provider.name, sentence: "provider \(provider.name) added (\(provider.state.rawValue))")
    }
}
