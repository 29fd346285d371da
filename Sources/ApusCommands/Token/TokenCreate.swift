import ApusClient
import ApusModel
import ArgumentParser
import FoundationEssentials

struct TokenCreate: ClientCommand {
    static let configuration = CommandConfiguration(
        commandName: "create", abstract: "Make a token; its secret is shown once, or written into a file.",
        discussion: """
            Roles: viewer (sees), user (uses VMs), operator (also hosts, pools, networks, images), administrator (all).

            Examples:
              apus token create ada --role operator --save ada.token
              apus token create prometheus --role viewer --expires 90d
            """)

    @Argument(help: "1 to 63 lower-case letters, digits or inner hyphens.")
    var name: String

    @Option(help: ArgumentHelp("viewer, user, operator or administrator.", valueName: "role"))
    var role: Role

    @Option(help: ArgumentHelp("12h, 90d, or a time such as 2027-01-01T00:00:00Z.", valueName: "when"))
    var expires: Expiry?

    @Option(help: ArgumentHelp("Write the secret into this file (mode 0600).", valueName: "file"), completion: .file())
    var save: String?

    @OptionGroup var options: OutputOptions
    @OptionGroup(title: "Connection") var connection: ConnectionOptions

    var format: OutputFormat { options.output }

    func run(_ session: Session) async throws {
        let request = CreateToken(name: name, role: role, expires: expires?.date(after: session.now))
        var token = try await session.client.create(request)
        if let save {
            try PrivateFile.write(token.secret + "\n", to: session.terminal.surroundings.path(save))
            token.secret = ""
        }
        switch format {
        case .json, .yaml: try session.printStructured(token)
        case .name: try session.terminal.print(VisibleText.of(token.name))
        case .table, .wide, .csv:
            try session.terminal.note("token \(VisibleText.of(token.name)) created; its secret is not shown again")
            try session.terminal.print(save ?? token.secret)
        }
    }
}

extension Role: ExpressibleByArgument {}

/// A time to come: so long from now, or a date.
enum Expiry: ExpressibleByArgument, Hashable {
    case after(TimeInterval)
    case at(Date)

    init?(argument: String) {
        if let date = Timestamp.date(of: argument) {
            self = .at(date)
        } else if let match = argument.wholeMatch(of: /([0-9]{1,5})([smhdw])/), let count = Double(match.1) {
            let units: [Substring: Double] = ["s": 1, "m": 60, "h": 3600, "d": 86_400, "w": 604_800]
            self = .after(count * (units[match.2] ?? 0))
        } else {
            return nil
        }
    }

    func date(after now: Date) -> Date {
        switch self {
        case .after(let seconds): now.addingTimeInterval(seconds)
        case .at(let date): date
        }
    }
}
