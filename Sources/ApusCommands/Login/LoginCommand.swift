import ApusClient
import ApusModel
import ArgumentParser

struct LoginCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "login", abstract: "Remember a server and its token under a name, after trying them.",
        discussion: """
            The token comes from a file, or from standard input with --token-stdin, which keeps it in a file of its own;
            never from the command line, which others can see. The context becomes the current one.

            Examples:
              apus login http://127.0.0.1:8080 --token-file /var/lib/apus/token
              apus login https://node1 --token-stdin --context node1 < token
            """)

    @Argument(help: "The server's address.")
    var url: String

    @Option(help: ArgumentHelp("A file that holds the token.", valueName: "file"), completion: .file())
    var tokenFile: String?

    @Flag(help: "Read the token from standard input and keep it beside the settings.")
    var tokenStdin = false

    @Option(help: ArgumentHelp("The context's name.", valueName: "name"))
    var context: String = "default"

    @Flag(name: .customLong("insecure-http"), help: "Send the token unencrypted to another machine.")
    var insecureHTTP = false

    func validate() throws {
        if tokenStdin, tokenFile != nil { throw ValidationError("Give either --token-file or --token-stdin.") }
        // The name becomes part of a file's name.
        guard ResourceName.isValid(context) else { throw ValidationError("The context's name \(ResourceName.rule).") }
    }

    func run() async throws {
        let terminal = Terminal()
        let surroundings = terminal.surroundings
        let address = try ServerAddress(url)
        let piped = tokenStdin ? try await InputFile.text("-", limit: 8192, surroundings) : nil
        let path = surroundings.path(tokenFile ?? standardFile(surroundings))
        let token = try piped.map { try AccessToken($0) } ?? AccessToken(file: path)
        let settings = ClientSettings(address: address, token: token, allowsInsecureHTTP: insecureHTTP)
        _ = try await Client.with(settings) { try await $0.kinds() }
        if let piped { try PrivateFile.write(piped, to: path) }
        try remember(address, path, surroundings)
        try terminal.print("logged in to \(address) as context \(context)")
        try terminal.note("see the machines with: apus vm list")
    }

    private func standardFile(_ surroundings: Surroundings) -> String {
        tokenStdin ? ConfigFile.folder(surroundings) + "/\(context).token" : ConfigFile.standardTokenFile(surroundings)
    }

    private func remember(_ address: ServerAddress, _ path: String, _ surroundings: Surroundings) throws {
        var config = try ConfigFile.read(surroundings)
        config.contexts[context] = .init(url: address.text, tokenFile: path, insecureHTTP: insecureHTTP ? true : nil)
        config.current = context
        try config.write(surroundings)
    }
}
