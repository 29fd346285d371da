import ApusClient
import ApusModel
import ArgumentParser

extension Image.Format: ExpressibleByArgument {}

struct ImageAdd: ClientCommand {
    static let configuration = CommandConfiguration(
        commandName: "add", abstract: "Make a disk image on the hosts known to Apus.",
        discussion: """
            Examples:
              apus image add debian-12 /var/lib/libvirt/images/debian-12.qcow2
              apus image add win11 /var/lib/libvirt/images/Win11.iso
            """)

    @Argument(help: "1 to 63 lower-case letters, digits or inner hyphens.")
    var name: String

    @Argument(help: "Absolute path of the file on the hosts.")
    var path: String

    @Option(name: .customLong("format"), help: "The file's format; by the ending .iso or .raw, else qcow2.")
    var fileFormat: Image.Format?

    @Option(help: "The host to look at the file on.", completion: References.of(.hosts))
    var host: String?

    @Option(help: "Who logs in by ssh in machines made from it.")
    var sshUser: String?

    @OptionGroup var options: OutputOptions
    @OptionGroup(title: "Connection") var connection: ConnectionOptions

    var format: OutputFormat { options.output }

    func validate() throws {
        guard path.hasPrefix("/") else {
            throw ValidationError("The path must be absolute, as it is one on the hosts.")
        }
    }

    func run(_ session: Session) async throws {
        var body = CreateImage(name: name, path: path)
        (body.format, body.host) = (fileFormat ?? .ofEnding(path), host)
        body.sshUser = sshUser
        let image = try await session.client.add(body, key: Client.idempotencyKey())
        try session.printResult(
            image, name: image.name, sentence: "image \(image.name) added (\(image.format.rawValue))")
    }
}
