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
              apus image pull https://cloud.debian.org/…/debian-12-generic-amd64.qcow2 --name debian
              apus vm create web-1 --image debian --cpus 2 --memory 2G --ssh-key ~/.ssh/id_ed25519.pub
              apus vm list

            Results go to standard output (-o table, json, yaml, name; lists also wide and csv), all else to standard error.
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
                    RecordingCommand.self, EventCommand.self, TopCommand.self, ListCommand<VMNoun>.self,
                ]),
            CommandGroup(
                name: "Hosts",
                subcommands: [
                    ProviderCommand.self, HostCommand.self, NetworkCommand.self, PoolCommand.self, VolumeCommand.self,
                    PlacementCommand.self, CapacityCommand.self, RebalanceCommand.self,
                ]),
            CommandGroup(
                name: "This program",
                subcommands: [
                    LoginCommand.self, TokenCommand.self, PageCommand.self, ConfigCommand.self, DoctorCommand.self,
                    AnsibleInventoryCommand.self, CompletionCommand.self,
                ]),
        ])
}
