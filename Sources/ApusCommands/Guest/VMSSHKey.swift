import ApusClient
import ApusModel
import ArgumentParser

struct VMSSHKey: ClientCommand {
    static let configuration = CommandConfiguration(
        commandName: "ssh-key", abstract: "Show, add or replace the SSH keys of an account in a guest, by its agent.",
        discussion: """
            Without --key the keys are shown.

            Examples:
              apus vm ssh-key web-1 --user ada
              apus vm ssh-key web-1 --user ada --key ~/.ssh/id_ed25519.pub
              apus vm ssh-key web-1 --user ada --key ada.pub --key bob.pub --replace
            """, aliases: ["ssh-keys"])

    @Argument(help: ArgumentHelp("Name or id.", valueName: "vm"), completion: References.of(.vms))
    var ref: String

    @Option(help: ArgumentHelp("The account.", valueName: "name"))
    var user: String = "root"

    @Option(help: ArgumentHelp("A public key, or a file of them; may be repeated.", valueName: "key"))
    var key: [String] = []

    @Flag(help: "Take all other keys of the account away.")
    var replace = false

    @OptionGroup var options: OutputOptions
    @OptionGroup(title: "Connection") var connection: ConnectionOptions

    var format: OutputFormat { options.output }

    func validate() throws {
        if replace, key.isEmpty { throw ValidationError("--replace wants the keys that stay: give --key.") }
    }

    func run(_ session: Session) async throws {
        let keys = try key.flatMap { try SSHKeys.read($0, session.terminal.surroundings) }
        let result =
            keys.isEmpty
            ? try await session.client.sshKeys(of: user, in: ref)
            : try await session.client.setSSHKeys(
                SetGuestSSHKeys(user: user, keys: keys, replace: replace), in: ref)
        switch format {
        case .json, .yaml: try session.printStructured(result)
        case .table, .wide, .csv, .name:
            for key in result.keys { try session.terminal.print(VisibleText.of(key)) }
            if result.keys.isEmpty { try session.terminal.note("no keys") }
        }
    }
}
