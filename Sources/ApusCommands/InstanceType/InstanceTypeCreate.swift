import ApusClient
import ApusModel
import ArgumentParser

struct InstanceTypeCreate: ClientCommand {
    static let configuration = CommandConfiguration(
        commandName: "create", abstract: "Create an instance type.",
        discussion: """
            Example:
              apus instance-type create small --cpus 1 --memory 512MiB --disk 2GiB
            """)

    @Argument(help: "1 to 63 lower-case letters, digits or inner hyphens.")
    var name: String

    @Option(help: ArgumentHelp("Virtual CPUs.", valueName: "count"))
    var cpus: Int

    @Option(help: ArgumentHelp("Memory, for example 512M or 2G.", valueName: "size"), transform: ByteSize.parse)
    var memory: Int64

    @Option(help: ArgumentHelp("Disk; else the image's size.", valueName: "size"), transform: ByteSize.parse)
    var disk: Int64?

    @OptionGroup var options: OutputOptions
    @OptionGroup(title: "Connection") var connection: ConnectionOptions

    var format: OutputFormat { options.output }

    func validate() throws {
        guard cpus >= 1 else { throw ValidationError("--cpus must be at least 1.") }
    }

    func run(_ session: Session) async throws {
        let body = CreateInstanceType(name: name, cpus: cpus, memory: memory, disk: disk)
        let type = try await session.client.create(body, key: Client.idempotencyKey())
        try session.printResult(type, name: type.name, sentence: "instance-type \(type.name) created")
    }
}
