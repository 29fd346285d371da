import ArgumentParser

struct ConfigCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "config", abstract: "This program's settings: servers under names.",
        discussion: """
            Flags (--url, --token-file) beat the environment (APUS_URL, APUS_TOKEN_FILE), which beats the settings file.
            """,
        subcommands: [
            ConfigGetContexts.self, ConfigUseContext.self, ConfigSetContext.self, ConfigDeleteContext.self,
            ConfigView.self,
            ConfigPath.self,
        ])
}
