import ArgumentParser

struct ConfigPath: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "path", abstract: "Print the path of the settings file.",
        discussion: """
            Example:
              cat "$(apus config path)"
            """)

    func run() throws {
        let terminal = Terminal()
        try terminal.print(ConfigFile.path(terminal.surroundings))
    }
}
