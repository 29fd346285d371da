import ApusClient
import ApusModel
import ArgumentParser
import FoundationEssentials

struct VMPassword: ClientCommand {
    static let configuration = CommandConfiguration(
        commandName: "password", abstract: "Set the password of an account in a guest, by its agent.",
        discussion: """
            The password is read from standard input, one line; never from the command line, which others can see.

            Examples:
              apus vm password web-1 --user root < file
              pass show web-1 | apus vm password web-1 --user ada
            """, aliases: ["set-user-password"])

    @Argument(help: ArgumentHelp("Name or id.", valueName: "vm"), completion: References.of(.vms))
    var ref: String

    @Option(help: ArgumentHelp("The account.", valueName: "name"))
    var user: String = "root"

    @OptionGroup(title: "Connection") var connection: ConnectionOptions

    var format: OutputFormat { .table }

    func run(_ session: Session) async throws {
        let surroundings = session.terminal.surroundings
        if surroundings.isInputTerminal {
            throw ValidationError(
                "The password is not typed here, where it would be seen: hand it over by < FILE or a pipe.")
        }
        guard let line = await surroundings.readLine(), !line.isEmpty else {
            throw ValidationError("Standard input holds no password.")
        }
        try await session.client.setPassword(SetGuestPassword(user: user, password: line), in: ref)
        try session.terminal.print(VisibleText.of("the password of \(user) in \(ref) is set"))
    }
}
