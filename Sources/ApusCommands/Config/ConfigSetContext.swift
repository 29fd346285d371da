import ApusClient
import ArgumentParser

struct ConfigSetContext: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "set-context", abstract: "Make a context, or change one.",
        discussion: """
            What is not given stays as it is. Nothing is asked of the server; apus login does that too.

            Example:
              apus config set-context lab --url https://apus.example.org --token-file ~/lab.token
            """)

    @Argument(help: "The context's name.")
    var name: String

    @Option(help: ArgumentHelp("The server's address.", valueName: "url"))
    var url: String?

    @Option(help: ArgumentHelp("A file that holds the token.", valueName: "file"), completion: .file())
    var tokenFile: String?

    @Flag(
        name: .customLong("insecure-http"), inversion: .prefixedNo,
        help: "Send the token unencrypted to another machine.")
    var insecureHTTP: Bool?

    func run() throws {
        let terminal = Terminal()
        var config = try ConfigFile.read(terminal.surroundings)
        var context = config.contexts[name] ?? ConfigFile.Context(url: "")
        if let url { context.url = try ServerAddress(url).text }
        if let tokenFile { context.tokenFile = terminal.surroundings.path(tokenFile) }
        if let insecureHTTP { context.insecureHTTP = insecureHTTP }
        guard !context.url.isEmpty else { throw ValidationError("A new context needs --url.") }
        config.contexts[name] = context
        if config.current == nil { config.current = name }
        try config.write(terminal.surroundings)
        try terminal.print("context \(VisibleText.of(name)) set")
    }
}
