import ApusClient
import ArgumentParser

enum SnapshotNoun: Noun {
    static let name = "snapshot"
    static let collection = RowCollection.snapshots
    static let many = "snapshots"
    static let beginning = "apus vm snapshot create VM"
    static let example = "before-upgrade"
    static let filterExample = "vm = web-1, isCurrent = true"
}

struct SnapshotCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "snapshot", abstract: "Snapshots of all virtual machines.",
        subcommands: [
            ListCommand<SnapshotNoun>.self, ShowCommand<SnapshotNoun>.self, SnapshotCreate.self, SnapshotRevert.self,
            SnapshotDelete.self, SnapshotTree.self,
        ], aliases: ["snapshots"])
}

struct VMSnapshotCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "snapshot", abstract: "Snapshots of a virtual machine: create, revert, delete, tree.",
        subcommands: [
            SnapshotList.self, SnapshotShow.self, SnapshotCreate.self, SnapshotRevert.self, SnapshotDelete.self,
            SnapshotTree.self,
        ], aliases: ["snapshots"])
}
