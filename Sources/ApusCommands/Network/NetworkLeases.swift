import ApusClient
import ApusModel
import ArgumentParser

struct NetworkLeases: ClientCommand {
    static let configuration = CommandConfiguration(
        commandName: "leases", abstract: "Show which addresses a network gave out, and to which machines.",
        discussion: """
            Example:
              apus network leases lab
            """)

    @Argument(help: ArgumentHelp("Name or id.", valueName: "network"), completion: References.of(.networks))
    var ref: String

    @OptionGroup var options: OutputOptions
    @OptionGroup(title: "Connection") var connection: ConnectionOptions

    var format: OutputFormat { options.output }

    func run(_ session: Session) async throws {
        let leases = try await session.client.leases(ref)
        let now = session.now
        try session.printRows(
            leases, titles: ["ADDRESS", "MAC", "VM", "HOSTNAME", "FIXED", "ENDS IN"], nothing: "no leases", \.ip
        ) { lease in
            let seconds = lease.expiresAt.map { max(0, Int($0.timeIntervalSince(now).rounded())) }
            return [
                lease.ip, lease.mac ?? "-", lease.vm ?? "-", lease.hostname ?? "-", lease.fixed ? "yes" : "no",
                seconds.map { "\($0)s" } ?? "never",
            ]
        }
    }
}

struct LeaseCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "lease", abstract: "Addresses that a network keeps for a card.",
        subcommands: [LeaseAdd.self, LeaseRemove.self])
}

struct LeaseAdd: ClientCommand {
    static let configuration = CommandConfiguration(
        commandName: "add", abstract: "Keep an address for a card, at once and for good.",
        discussion: """
            Example:
              apus network lease add lab 52:54:00:12:34:56 10.10.0.5 --name web
            """)

    @Argument(help: ArgumentHelp("Name or id.", valueName: "network"), completion: References.of(.networks))
    var ref: String

    @Argument(help: ArgumentHelp("The card's hardware address.", valueName: "mac"))
    var mac: String

    @Argument(help: ArgumentHelp("The address it shall have.", valueName: "address"))
    var address: String

    @Option(help: "What DNS and DHCP call the guest.")
    var name: String?

    @OptionGroup var wait: WaitOptions
    @OptionGroup var options: OutputOptions
    @OptionGroup(title: "Connection") var connection: ConnectionOptions

    var format: OutputFormat { options.output }

    func validate() throws {
        guard NetworkWords.mac(mac) != nil else { throw ValidationError("'\(mac)' \(NetworkWords.macRule).") }
        guard IPAddress(address) != nil else { throw ValidationError("'\(address)' is no address.") }
    }

    func run(_ session: Session) async throws {
        let body = FixLease(ip: address, name: name)
        try await session.carryOut([ref], wait) {
            try await session.client.fixLease($0, mac: mac, body, key: Client.idempotencyKey())
        }
    }
}

struct LeaseRemove: ClientCommand {
    static let configuration = CommandConfiguration(
        commandName: "remove", abstract: "Keep an address for a card no longer.",
        discussion: """
            Example:
              apus network lease remove lab 52:54:00:12:34:56
            """, aliases: ["rm"])

    @Argument(help: ArgumentHelp("Name or id.", valueName: "network"), completion: References.of(.networks))
    var ref: String

    @Argument(help: ArgumentHelp("The card's hardware address.", valueName: "mac"))
    var mac: String

    @OptionGroup var wait: WaitOptions
    @OptionGroup var options: OutputOptions
    @OptionGroup(title: "Connection") var connection: ConnectionOptions

    var format: OutputFormat { options.output }

    func run(_ session: Session) async throws {
        try await session.carryOut([ref], wait) {
            try await session.client.releaseLease($0, mac: mac, key: Client.idempotencyKey())
        }
    }
}
