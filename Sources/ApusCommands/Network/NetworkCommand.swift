import ApusClient
import ArgumentParser

enum NetworkNoun: Noun {
    static let name = "network"
    static let collection = RowCollection.networks
    static let many = "networks"
    static let beginning = ProviderNoun.beginning
    static let example = "default"
    static let filterExample = "state = active"
}

struct NetworkCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "network", abstract: "Virtual networks of the hosts.",
        subcommands: [ListCommand<NetworkNoun>.self, ShowCommand<NetworkNoun>.self], aliases: ["networks"])
}
