import ApusClient
import ApusModel
import ArgumentParser
import FoundationEssentials

struct VMTime: ClientCommand {
    static let configuration = CommandConfiguration(
        commandName: "time", abstract: "Show or set the clock of a guest, by its agent.",
        discussion: """
            Without --sync or --set it is shown. --sync takes the time of the machine's own clock, as after a long pause.

            Examples:
              apus vm time web-1
              apus vm time web-1 --sync
              apus vm time web-1 --set 2030-01-01T00:00:00Z
            """, aliases: ["domtime"])

    @Argument(help: ArgumentHelp("Name or id.", valueName: "vm"), completion: References.of(.vms))
    var ref: String

    @Flag(help: "Set it by the machine's own clock.")
    var sync = false

    @Option(help: ArgumentHelp("Set it to this time (RFC 3339).", valueName: "time"))
    var set: String?

    @OptionGroup(title: "Connection") var connection: ConnectionOptions

    var format: OutputFormat { .table }

    func validate() throws {
        if sync, set != nil { throw ValidationError("Give either --sync or --set.") }
        if let set, Timestamp.date(of: set) == nil {
            throw ValidationError("'\(set)' is no time; write one like 2030-01-01T00:00:00Z.")
        }
    }

    func run(_ session: Session) async throws {
        if sync || set != nil {
            let request = set.map { SetGuestTime(time: Timestamp.date(of: $0)) } ?? SetGuestTime(sync: true)
            try await session.client.setTime(request, in: ref)
        }
        let guest = try await session.client.guest(of: ref)
        guard let time = guest.time else {
            try session.terminal.note(VisibleText.of(guest.fault ?? "the guest does not tell its time"))
            throw ExitCode.failure
        }
        let difference = guest.timeDifference.map { " (\($0 < 0 ? "" : "+")\($0) s)" } ?? ""
        try session.terminal.print(Timestamp.text(of: time) + difference)
    }
}
