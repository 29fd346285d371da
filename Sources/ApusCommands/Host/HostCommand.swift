import ApusClient
import ArgumentParser

enum HostNoun: Noun {
    static let name = "host"
    static let collection = RowCollection.hosts
    static let many = "hosts"
    static let beginning = ProviderNoun.beginning
    static let example = "node1"
    static let filterExample = "state = up"
}

struct HostCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "host", abstract: "Machines that run virtual machines.",
        subcommands: [
            ListCommand<HostNoun>.self, ShowCommand<HostNoun>.self, HostSet.self, HostDoctor.self,
            HostDevices.self,
            StatsCommand<HostNoun>.self, HostCapabilities.self,
            HostInterfacesCommand.self, HostFilters.self, HostMaintenanceCommand.self, HostShell.self,
            HostSwitchCommand<Disable>.self, HostSwitchCommand<Enable>.self,
        ], aliases: ["hosts"])
}
