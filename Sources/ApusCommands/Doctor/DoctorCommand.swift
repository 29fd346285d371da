import ApusClient
import ApusModel
import ArgumentParser

struct DoctorCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "doctor", abstract: "Look at everything between this terminal and the hosts.",
        discussion: """
            Checks the settings, the token, the server and then each host. Fails when a check does.

            Example:
              apus doctor
            """)

    @OptionGroup var options: OutputOptions
    @OptionGroup(title: "Connection") var connection: ConnectionOptions

    func run() async throws {
        let terminal = Terminal()
        let examination = Examination(surroundings: terminal.surroundings, connection: connection)
        try CheckList(checks: await examination.checks()).write(terminal, options.output)
    }
}
