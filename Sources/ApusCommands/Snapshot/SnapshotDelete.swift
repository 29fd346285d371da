import ApusClient
import ApusModel
import ArgumentParser

struct SnapshotDelete: ClientCommand {
    static let configuration = CommandConfiguration(
        commandName: "delete", abstract: "Delete snapshots of a virtual machine.",
        discussion: """
            The machine stays as it is now; only the way back to these snapshots goes. Images of external ones are merged.

            Examples:
              apus vm snapshot delete web-1 before-upgrade
              apus vm snapshot delete web-1 before-upgrade --children --yes
              apus vm snapshot delete web-1 before-upgrade --dry-run
            """, aliases: ["rm"])

    @Argument(help: ArgumentHelp("Name or id.", valueName: "vm"), completion: References.of(.vms))
    var ref: String

    @Argument(help: "The snapshots' names.", completion: References.of(.snapshots))
    var names: [String]

    @Flag(help: "Those taken after it too.")
    var children = false

    @OptionGroup var agreement: SnapshotAgreement
    @OptionGroup var wait: WaitOptions
    @OptionGroup var options: OutputOptions
    @OptionGroup(title: "Connection") var connection: ConnectionOptions

    var format: OutputFormat { options.output }

    func run(_ session: Session) async throws {
        let what = names.map { "deletes \($0)\(children ? " with those taken after it" : "") of vm \(ref)" }
        guard try await agreement.isGiven(what.joined(separator: "\n"), "Delete?", session) else { return }
        // One after the other: each locks the machine.
        try await session.forEach(names) { name in
            try await session.carryOut([name], wait) {
                try await session.client.deleteSnapshot(
                    $0, of: ref, children: children, key: Client.idempotencyKey())
            }
        }
    }
}
