import ArgumentParser

struct ConfigUseContext: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "use-context", abstract: "Choose the context that is meant when none is named.",
        discussion: """
            Example:
              apus config use-context lab
            """)

    @Argument(help: "A context's name.")
    var name: String

    func run() throws {
        let terminal = Terminal()
        var config = try ConfigFile.read(terminal.surroundings)
        guard config.contexts[name] != nil else { throw SettingsFault.noContext(name) }
        config.current = name
        try config.write(terminal.surroundings)
        try terminal.print("the current context is \(VisibleText.of(name))")
    }
}

extension SettingsFault {
    static func noContext(_ name: String) -> SettingsFault {
        SettingsFault("There is no context named '\(name)'.", hint: "see them with: apus config get-contexts")
    }
}
