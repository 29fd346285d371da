import ApusClient
import ApusModel
import ArgumentParser

struct VMDiskDetach: ClientCommand {
    static let configuration = CommandConfiguration(
        commandName: "detach", abstract: "Detach a disk or drive.",
        discussion: """
            The volume stays, and no longer belongs to the machine; --delete-volume deletes it, and asks first. A running
            guest has to let go of the disk: unmount it there before.

            Examples:
              apus vm disk detach web-1 vdb
              apus vm disk detach web-1 vdb --delete-volume --yes
            """, aliases: ["remove", "rm"])

    @Argument(help: ArgumentHelp("Name or id.", valueName: "vm"), completion: References.of(.vms))
    var ref: String

    @Argument(help: "The guest's name for it, such as vdb.")
    var target: String

    @Flag(help: "Delete the volume that was made for this machine, too.")
    var deleteVolume = false

    @Flag(name: .shortAndLong, help: "Do not ask.")
    var yes = false

    @Flag(help: "Only say what would be detached.")
    var dryRun = false

    @OptionGroup var wait: WaitOptions
    @OptionGroup var options: OutputOptions
    @OptionGroup(title: "Connection") var connection: ConnectionOptions

    var format: OutputFormat { options.output }

    func run(_ session: Session) async throws {
        guard yes || dryRun || !deleteVolume || session.terminal.surroundings.isInputTerminal else {
            throw ValidationError("Deleting needs a person's word: give --yes, or run this on a terminal.")
        }
        if dryRun || (deleteVolume && !yes) {
            let plan = try await plan(session)
            if dryRun { return try session.terminal.print(plan) }
            try await ask(session, plan)
        }
        let key = Client.idempotencyKey()
        try await session.carryOut([ref], wait) {
            try await session.client.detachDisk($0, target, deletesVolume: deleteVolume, key: key)
        }
    }

    private func plan(_ session: Session) async throws -> String {
        let vm = try await session.client.show(.vms, ref, as: VirtualMachine.self)
        guard let disk = vm.disks.first(where: { $0.target == target }) else {
            throw Problem(.notFound, "The VM \(vm.name) has no disk \(target).")
        }
        let source = disk.source ?? "nothing"
        return [vm.name, "  detaches \(target)", "  \(deleteVolume ? "deletes " : "keeps   ") \(source)"]
            .map(VisibleText.of).joined(separator: "\n")
    }

    private func ask(_ session: Session, _ plan: String) async throws {
        try session.terminal.note(plan)
        try session.terminal.surroundings.write(.error, "Delete it? [y/N] ")
        let answer = await session.terminal.surroundings.readLine()?.lowercased()
        guard answer == "y" || answer == "yes" else {
            try session.terminal.note("nothing was changed")
            throw ExitCode.failure
        }
    }
}
