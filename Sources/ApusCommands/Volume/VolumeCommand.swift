import ApusClient
import ArgumentParser

enum VolumeNoun: Noun {
    static let name = "volume"
    static let collection = RowCollection.volumes
    static let many = "volumes"
    static let beginning = "apus volume create NAME --pool POOL --size SIZE"
    static let example = "apus:data.qcow2"
    static let filterExample = "use = orphan, allocation > 1GiB"
}

struct VolumeCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "volume", abstract: "Volumes of the storage pools.",
        subcommands: [
            ListCommand<VolumeNoun>.self, ShowCommand<VolumeNoun>.self, VolumeCreate.self, VolumeGrow.self,
            VolumeDelete.self, VolumeWipe.self, VolumeClone.self, VolumeMove.self,
            VolumeUpload.self, VolumeDownload.self,
        ], aliases: ["volumes", "vol"])
}
