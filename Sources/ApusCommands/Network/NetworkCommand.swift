import ApusClient
import ArgumentParser

enum NetworkNoun: Noun {
    static let name = "network"
    static let collection = RowCollection.networks
    static let many = "networks"
    static let beginning = "apus network create NAME --nat 10.10.0.0/24"
    static let example = "default"
    static let filterExample = "state = active"
}

struct NetworkCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "network", abstract: "Virtual networks of the hosts.",
        subcommands: [
            ListCommand<NetworkNoun>.self, ShowCommand<NetworkNoun>.self, NetworkCreate.self, NetworkSet.self,
            NetworkStart.self, NetworkStop.self, NetworkDelete.self, NetworkAutostart.self, NetworkLeases.self,
            LeaseCommand.self, DNSCommand.self,
        ], aliases: ["networks", "net"])
}
