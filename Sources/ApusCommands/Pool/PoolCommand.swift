import ApusClient
import ArgumentParser

enum PoolNoun: Noun {
    static let name = "pool"
    static let collection = RowCollection.pools
    static let many = "storage pools"
    static let beginning = ProviderNoun.beginning
    static let example = "apus"
    static let filterExample = "available > 10GiB"
}

struct PoolCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "pool", abstract: "Storage pools of the hosts.",
        subcommands: [
            ListCommand<PoolNoun>.self, ShowCommand<PoolNoun>.self, PoolUsageCommand.self, PoolCreate.self,
            PoolStart.self, PoolStop.self, PoolRefresh.self, PoolAutostart.self, PoolDelete.self,
        ], aliases: ["pools"])
}
