import ApusClient
import ArgumentParser

enum ImageNoun: Noun {
    static let name = "image"
    static let collection = RowCollection.images
    static let many = "images"
    static let beginning = "apus image add NAME /path/on/the/hosts.qcow2"
    static let example = "debian-12"
    static let filterExample = "format = qcow2"
}

struct ImageCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "image", abstract: "Disk images that machines are made from.",
        subcommands: [
            ListCommand<ImageNoun>.self, ShowCommand<ImageNoun>.self, ImageAdd.self, ImageUploadCommand.self,
            ImageDownload.self, ImagePull.self, ImageRemove.self,
        ], aliases: ["images"])
}
