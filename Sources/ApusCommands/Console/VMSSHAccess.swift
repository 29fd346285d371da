import ApusClient
import ApusModel
import ArgumentParser

struct VMSSHAccess: ClientCommand {
    static let configuration = CommandConfiguration(
        commandName: "ssh-access", abstract: "Show or set how ssh gets into a virtual machine.",
        discussion: """
            What is not given stays as it was set; --reset forgets all that was, so that cloud-init, image and the server's
            settings count. A guest that was made anew shows another host key and is refused until an administrator forgets
            the old one.

            Examples:
              apus vm ssh-access web-1
              apus vm ssh-access web-1 --user debian --port 2222
              apus vm ssh-access web-1 --no-jump
              apus vm ssh-access web-1 --forget-host-key
            """)

    @Argument(help: ArgumentHelp("Name or id.", valueName: "vm"), completion: References.of(.vms))
    var ref: String

    @Option(name: [.short, .long], help: "The account.")
    var user: String?

    @Option(help: "Where the guest's ssh server listens.")
    var port: Int?

    @Option(help: ArgumentHelp("A private key in the server's folder terminals.ssh.keys.", valueName: "name"))
    var key: String?

    @Flag(inversion: .prefixedNo, help: "Whether the guest may ask for a password.")
    var password: Bool?

    @Flag(inversion: .prefixedNo, help: "Whether the way goes through the machine's host.")
    var jump: Bool?

    @Flag(help: "Forget what was set for this machine.")
    var reset = false

    @Flag(help: "Pin the next host key that the guest shows.")
    var forgetHostKey = false

    @OptionGroup var options: OutputOptions
    @OptionGroup(title: "Connection") var connection: ConnectionOptions

    var format: OutputFormat { options.output }

    func run(_ session: Session) async throws {
        if forgetHostKey { try await session.client.forgetHostKeys(ofVM: ref) }
        var access = try await session.client.sshAccess(ofVM: ref)
        let settings = changed(reset ? VirtualMachineSSH() : access.settings)
        if settings != access.settings { access = try await session.client.set(settings, ofVM: ref) }
        try session.printDetails(access, name: access.user)
    }

    private func changed(_ old: VirtualMachineSSH) -> VirtualMachineSSH {
        VirtualMachineSSH(
            user: user ?? old.user, port: port ?? old.port, key: key ?? old.key, password: password ?? old.password,
            jump: jump ?? old.jump)
    }
}
