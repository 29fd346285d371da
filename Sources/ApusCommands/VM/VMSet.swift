import ApusClient
import ApusModel
import ArgumentParser

struct VMSet: ClientCommand {
    static let configuration = CommandConfiguration(
        commandName: "set", abstract: "Change virtual machines.",
        discussion: """
            What a running guest can take it gets at once: CPUs up to its maximum, memory up to its maximum, texts and
            tags. The rest waits for its next start, and a note says so.

            Examples:
              apus vm set web-1 --cpus 4 --memory 8G --tag prod --note 'the first one'
              apus vm set web-1 --boot vda,52:54:00:12:34:56 --firmware uefi
              apus vm set web-1 web-2 --no-tags
              apus vm set db-1 --autostart --start-order 1 --start-delay 30
            """, aliases: ["update"])

    @Argument(help: ArgumentHelp("Name or id.", valueName: "vm"), completion: References.of(.vms))
    var refs: [String]

    @OptionGroup(title: "Size") var size: SizeChanges
    @OptionGroup(title: "Words") var words: WordChanges
    @OptionGroup(title: "Start with the host") var start: StartChanges
    @OptionGroup(title: "Hardware") var hardware: HardwareChanges
    @OptionGroup var wait: WaitOptions
    @OptionGroup var options: OutputOptions
    @OptionGroup(title: "Connection") var connection: ConnectionOptions

    var format: OutputFormat { options.output }

    var change: ChangeVirtualMachine {
        var change = ChangeVirtualMachine()
        size.apply(to: &change)
        words.apply(to: &change)
        start.apply(to: &change)
        hardware.apply(to: &change)
        return change
    }

    func validate() throws {
        if change == ChangeVirtualMachine() { throw ValidationError("Say what to change, for example --cpus 2.") }
    }

    func run(_ session: Session) async throws {
        let change = change
        try await session.carryOut(refs, wait) {
            try await session.client.changeVM($0, change, key: Client.idempotencyKey())
        }
    }
}
