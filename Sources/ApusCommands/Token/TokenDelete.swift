import ApusClient
import ApusModel
import ArgumentParser

struct TokenDelete: ClientCommand {
    static let configuration = CommandConfiguration(
        commandName: "delete", abstract: "Revoke tokens, at once and with the browsers they signed in.",
        discussion: """
            Example:
              apus token delete ada
            """, aliases: ["rm", "revoke"])

    @Argument(help: ArgumentHelp("Name or id.", valueName: "token"))
    var refs: [String]

    @OptionGroup var options: OutputOptions
    @OptionGroup(title: "Connection") var connection: ConnectionOptions

    var format: OutputFormat { options.output }

    func run(_ session: Session) async throws {
        try await session.forEach(refs) { ref in
            try await session.client.deleteToken(ref)
            try session.printResult(["name": ref], name: ref, sentence: "token \(ref) deleted")
        }
    }
}
