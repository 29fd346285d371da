import ApusClient
import ArgumentParser

enum ImageNoun: RemovableNoun {
    static let name = "image"
    static let collection = RowCollection.images
    static let many = "images"
    static let beginning = "apus image add NAME /path/on/the/hosts.qcow2"
    static let example = "debian-12"
    static let filterExample = "format = qcow2"
    static let removal = "remove"
    static let removalNote = "Apus forgets the image; the file on the hosts and the machines made from it stay."
}

struct ImageCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "image", abstract: "Disk images that machines are made from.",
        subcommands: [
            ListCommand<ImageNoun>.self, ShowCommand<ImageNoun>.self, ImageAdd.self, RemoveCommand<ImageNoun>.self,
        ], aliases: ["images"])
}
