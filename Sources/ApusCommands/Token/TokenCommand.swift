import ArgumentParser

struct TokenCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "token", abstract: "Tokens: who may do what, and until when.",
        subcommands: [TokenCreate.self, TokenDelete.self, TokenListCommand.self], aliases: ["tokens"])
}
