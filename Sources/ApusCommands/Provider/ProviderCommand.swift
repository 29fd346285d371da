import ApusClient
import ArgumentParser

enum ProviderNoun: RemovableNoun {
    static let name = "provider"
    static let collection = RowCollection.providers
    static let many = "providers"
    static let beginning = "apus provider add NAME qemu:///system"
    static let example = "lab"
    static let filterExample = "state = unreachable"
    static let removal = "remove"
    static let removalNote =
        "Apus forgets the provider and its hosts; nothing on them changes. Refused while operations run there."
}

struct ProviderCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "provider", abstract: "Systems that bring hosts, such as a libvirt daemon.",
        subcommands: [
            ListCommand<ProviderNoun>.self, ShowCommand<ProviderNoun>.self, ProviderAdd.self,
            RemoveCommand<ProviderNoun>.self,
        ], aliases: ["providers"])
}
