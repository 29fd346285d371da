import ApusClient
import ApusModel
import ArgumentParser

/// `apus NOUN remove` or `delete`, for the nouns that Apus keeps itself.
struct RemoveCommand<Row: RemovableNoun>: ClientCommand {
    static var configuration: CommandConfiguration {
        CommandConfiguration(
            commandName: Row.removal, abstract: "\(Row.removal.capitalizedFirst) \(Row.many).",
            discussion: """
                \(Row.removalNote)

                Example:
                  apus \(Row.name) \(Row.removal) \(Row.example)
                """, aliases: ["rm"])
    }

    @Argument(help: ArgumentHelp("Name, number or id.", valueName: Row.name), completion: References.of(Row.collection))
    var refs: [String]

    @OptionGroup var options: OutputOptions
    @OptionGroup(title: "Connection") var connection: ConnectionOptions

    var format: OutputFormat { options.output }

    func run(_ session: Session) async throws {
        try await session.forEach(refs) { ref in
            try await session.client.remove(Row.collection, ref, key: Client.idempotencyKey())
            try session.printResult(["name": ref], name: ref, sentence: "\(Row.name) \(ref) \(Row.removal)d")
        }
    }
}

extension String {
    var capitalizedFirst: String { prefix(1).uppercased() + dropFirst() }
}
