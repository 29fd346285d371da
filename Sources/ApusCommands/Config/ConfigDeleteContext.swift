import ArgumentParser

struct ConfigDeleteContext: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "delete-context", abstract: "Forget a context; its token file stays.",
        discussion: """
            Example:
              apus config delete-context lab
            """)

    @Argument(help: "A context's name.")
    var name: String

    func run() throws {
        let terminal = Terminal()
        var config = try ConfigFile.read(terminal.surroundings)
        guard config.contexts.removeValue(forKey: name) != nil else { throw SettingsFault.noContext(name) }
        if config.current == name { config.current = nil }
        try config.write(terminal.surroundings)
        try terminal.print("context \(VisibleText.of(name)) deleted")
    }
}
