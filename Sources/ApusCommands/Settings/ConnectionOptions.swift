import ApusClient
import ArgumentParser

/// The flags by which every command finds its server.
struct ConnectionOptions: ParsableArguments {
    @Option(help: ArgumentHelp("The server's address.", valueName: "url"))
    var url: String?

    @Option(help: ArgumentHelp("A file that holds the token.", valueName: "file"), completion: .file())
    var tokenFile: String?

    @Option(help: ArgumentHelp("A named context of the settings file.", valueName: "name"))
    var context: String?

    @Flag(name: .customLong("insecure-http"), help: "Send the token unencrypted to another machine.")
    var insecureHTTP = false

    func target(_ surroundings: Surroundings) throws -> Target {
        try Target.resolve(self, ConfigFile.read(surroundings), surroundings)
    }

    func clientSettings(_ surroundings: Surroundings) throws -> ClientSettings {
        try target(surroundings).clientSettings()
    }
}
