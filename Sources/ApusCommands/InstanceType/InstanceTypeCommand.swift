import ApusClient
import ArgumentParser

enum InstanceTypeNoun: RemovableNoun {
    static let name = "instance-type"
    static let collection = RowCollection.instanceTypes
    static let many = "instance types"
    static let beginning = "apus instance-type create small --cpus 1 --memory 1G"
    static let example = "small"
    static let filterExample = "cpus > 1"
    static let removal = "delete"
    static let removalNote = "Machines of that type stay as they are."
}

struct InstanceTypeCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "instance-type", abstract: "Named sizes of machines.",
        subcommands: [
            ListCommand<InstanceTypeNoun>.self, ShowCommand<InstanceTypeNoun>.self, InstanceTypeCreate.self,
            RemoveCommand<InstanceTypeNoun>.self,
        ], aliases: ["instance-types", "type"])
}
