import ApusClient
import ApusModel
import ArgumentParser

struct TokenListCommand: ClientCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "List the tokens; their secrets are known to nobody.",
        discussion: """
            Example:
              apus token list
            """, aliases: ["ls"])

    @OptionGroup var options: OutputOptions
    @OptionGroup(title: "Connection") var connection: ConnectionOptions

    var format: OutputFormat { options.output }

    func run(_ session: Session) async throws {
        let tokens = try await session.client.tokens()
        switch format {
        case .json, .yaml: try session.printStructured(TokenList(items: tokens))
        case .name: for token in tokens { try session.terminal.print(VisibleText.of(token.name)) }
        case .table, .wide, .csv:
            let table = TextTable(
                columns: [
                    .init(title: "NAME"), .init(title: "ROLE"), .init(title: "AGE"), .init(title: "EXPIRES"),
                    .init(title: "SESSIONS", isRight: true),
                ], rows: tokens.map { Self.row($0, session) })
            try session.terminal.print(table.lines(paint: session.terminal.paint(.output)).joined(separator: "\n"))
        }
    }

    private static func row(_ token: Token, _ session: Session) -> [TextTable.Cell] {
        [
            .init(text: token.name), .init(text: token.role.rawValue),
            .init(text: Age.text(from: token.createdAt, to: session.now)),
            .init(text: token.expires.map(Timestamp.text) ?? "-"), .init(text: String(token.sessions)),
        ]
    }
}
