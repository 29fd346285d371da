import ApusClient
import ApusModel
import ArgumentParser

extension CreatePool.Kind: ExpressibleByArgument {}

struct PoolCreate: ClientCommand {
    static let configuration = CommandConfiguration(
        commandName: "create", abstract: "Make a storage pool and start it.",
        discussion: """
            A directory is made where it is missing; nothing is ever formatted.

            Examples:
              apus pool create fast --host node1 --path /srv/apus/fast
              apus pool create shared --host node1 --type netfs --source-host nas --source-path /export --path /mnt/apus
              apus pool create lvm --host node1 --type logical --source-name vg0
            """, aliases: ["define"])

    @Argument(help: "1 to 63 lower-case letters, digits or inner hyphens.")
    var name: String

    @Option(help: "The host it is on.", completion: References.of(.hosts))
    var host: String

    @Option(help: "dir, netfs, logical, fs, iscsi, gluster, rbd or zfs.")
    var type: CreatePool.Kind = .dir

    @Option(help: ArgumentHelp("Where its volumes are on the host.", valueName: "directory"))
    var path: String?

    @Option(help: ArgumentHelp("The server of an export or a target.", valueName: "name"))
    var sourceHost: String?

    @Option(help: ArgumentHelp("The server's export.", valueName: "directory"))
    var sourcePath: String?

    @Option(help: ArgumentHelp("The device that is mounted, or the iSCSI target.", valueName: "device"))
    var sourceDevice: String?

    @Option(help: ArgumentHelp("The volume group, or the server's own pool.", valueName: "name"))
    var sourceName: String?

    @Flag(inversion: .prefixedNo, help: "Start it with its host.")
    var autostart = true

    @OptionGroup var wait: WaitOptions
    @OptionGroup var options: OutputOptions
    @OptionGroup(title: "Connection") var connection: ConnectionOptions

    var format: OutputFormat { options.output }

    func run(_ session: Session) async throws {
        var body = CreatePool(host: host, name: name, type: type)
        (body.path, body.sourceHost, body.sourcePath) = (path, sourceHost, sourcePath)
        (body.sourceDevice, body.sourceName, body.autostart) = (sourceDevice, sourceName, autostart)
        let request = body
        let key = Client.idempotencyKey()
        try await session.carryOut([name], wait) { _ in try await session.client.create(request, key: key) }
    }
}
