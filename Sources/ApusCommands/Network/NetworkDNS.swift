import ApusClient
import ApusModel
import ArgumentParser

struct DNSCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "dns", abstract: "Names that a network's DNS server answers.",
        subcommands: [DNSAdd.self, DNSRemove.self])
}

struct DNSAdd: ClientCommand {
    static let configuration = CommandConfiguration(
        commandName: "add", abstract: "Answer a name, at once and for good.",
        discussion: """
            Example:
              apus network dns add lab db.lab.test 10.10.0.5
            """)

    @Argument(help: ArgumentHelp("Name or id.", valueName: "network"), completion: References.of(.networks))
    var ref: String

    @Argument(help: "The name.")
    var name: String

    @Argument(help: "Its address.")
    var address: String

    @OptionGroup var wait: WaitOptions
    @OptionGroup var options: OutputOptions
    @OptionGroup(title: "Connection") var connection: ConnectionOptions

    var format: OutputFormat { options.output }

    func validate() throws {
        guard NetworkWords.isDomain(name) else { throw ValidationError("'\(name)' \(NetworkWords.domainRule).") }
        guard IPAddress(address) != nil else { throw ValidationError("'\(address)' is no address.") }
    }

    func run(_ session: Session) async throws {
        try await session.carryOut([ref], wait) {
            try await session.client.addName($0, name, ip: address, key: Client.idempotencyKey())
        }
    }
}

struct DNSRemove: ClientCommand {
    static let configuration = CommandConfiguration(
        commandName: "remove", abstract: "Answer a name no longer.",
        discussion: """
            Example:
              apus network dns remove lab db.lab.test
            """, aliases: ["rm"])

    @Argument(help: ArgumentHelp("Name or id.", valueName: "network"), completion: References.of(.networks))
    var ref: String

    @Argument(help: "The name.")
    var name: String

    @OptionGroup var wait: WaitOptions
    @OptionGroup var options: OutputOptions
    @OptionGroup(title: "Connection") var connection: ConnectionOptions

    var format: OutputFormat { options.output }

    func run(_ session: Session) async throws {
        try await session.carryOut([ref], wait) {
            try await session.client.removeName($0, name, key: Client.idempotencyKey())
        }
    }
}
