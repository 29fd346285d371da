import ApusClient
import ArgumentParser

enum OperationNoun: Noun {
    static let name = "operation"
    static let collection = RowCollection.operations
    static let many = "operations"
    static let beginning = "apus vm create NAME --image IMAGE --instance-type TYPE"
    static let example = "42"
    static let filterExample = "state = failed"
}

struct OperationCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "operation", abstract: "Changes under way and done: follow, cancel, retry.",
        subcommands: [
            ListCommand<OperationNoun>.self, ShowCommand<OperationNoun>.self, OperationWatch.self, OperationCancel.self,
            OperationRetry.self,
        ], aliases: ["operations", "op"])
}
