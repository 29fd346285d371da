import ApusModel
import ArgumentParser

/// The root of the command tree. A new noun is a line here; a new verb a line in its noun's command.
struct Apus: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "apus", abstract: "One control plane for virtual machines on any number of hosts.",
        discussion: """
            Getting started:
              apus login http://127.0.0.1:8080 --token-file FILE
              apus provider add lab qemu:///system
              apus vm list

            Exit codes: 0 done, 1 failed, 2 wrong usage.
            Environment: APUS_URL, APUS_TOKEN_FILE, NO_COLOR.
            """,
        version: ApusVersion.current,
        groupedSubcommands: [
            CommandGroup(
                name: "Machines",
                subcommands: [
                    VMCommand.self, SnapshotCommand.self, ImageCommand.self, InstanceTypeCommand.self,
                    OperationCommand.self,
                    EventCommand.self, TopCommand.self,
                ]),
            CommandGroup(
                name: "Hosts",
                subcommands: [
                    ProviderCommand.self, HostCommand.self, NetworkCommand.self, PoolCommand.self, VolumeCommand.self,
                ]),
            CommandGroup(
                name: "This program",
                subcommands: [LoginCommand.self, ConfigCommand.self, DoctorCommand.self, CompletionCommand.self]),
        ])
}
