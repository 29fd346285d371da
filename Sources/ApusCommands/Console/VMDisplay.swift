import ApusClient
import ApusModel
import ArgumentParser

struct VMDisplay: ClientCommand {
    static let configuration = CommandConfiguration(
        commandName: "display", abstract: "Show where a virtual machine's display is, or bring it to a VNC viewer.",
        discussion: """
            Without --listen it prints the address of the page that shows it. With --listen it waits on a port of this machine
            for VNC viewers, each of which sees the display, until you end it with Ctrl-C.

            Examples:
              apus vm display web-1
              apus vm display web-1 --listen 127.0.0.1:5901
            """, aliases: ["vncdisplay"])

    @Argument(help: ArgumentHelp("Name or id.", valueName: "vm"), completion: References.of(.vms))
    var ref: String

    @Option(help: ArgumentHelp("Wait here for VNC viewers; port 0 takes a free one.", valueName: "address:port"))
    var listen: String?

    @Flag(help: "Viewers may look, and neither type nor point.")
    var viewOnly = false

    @OptionGroup var options: OutputOptions
    @OptionGroup(title: "Connection") var connection: ConnectionOptions

    var format: OutputFormat { options.output }

    func validate() throws {
        if let listen, Self.parts(listen) == nil {
            throw ValidationError("--listen wants ADDRESS:PORT, as 127.0.0.1:5901.")
        }
    }

    func run(_ session: Session) async throws {
        let vm = try await session.client.show(.vms, ref, as: VirtualMachine.self)
        let id = vm.id.uuidString.lowercased()
        guard let listen, let (host, port) = Self.parts(listen) else {
            let page = "\(session.client.settings.address)/vms/\(id)?tab=display"
            return try session.printResult(["url": page], name: page, sentence: page)
        }
        try await session.client.bridgeDisplay(
            of: id, viewOnly: viewOnly, host: host, port: port,
            onListening: { try session.terminal.note("the display of \(VisibleText.of(vm.name)) is at \($0) (VNC)") },
            onEnd: { Self.tell($0, session) })
    }

    private static func tell(_ end: Result<ClientSocket.Ending?, any Error>, _ session: Session) {
        do {
            if let ending = try end.get() { try TerminalSession.check(ending) }
        } catch let error where Report.canTell(error) {
            try? Report(error).write(to: session.terminal, asJSON: false)
        } catch {}
    }

    /// An address and a port; IPv6 in brackets.
    static func parts(_ text: String) -> (host: String, port: Int)? {
        guard let colon = text.lastIndex(of: ":"), let port = UInt16(text[text.index(after: colon)...]) else {
            return nil
        }
        var host = text[..<colon]
        if host.hasPrefix("["), host.hasSuffix("]") { host = host.dropFirst().dropLast() }
        return host.isEmpty ? nil : (String(host), Int(port))
    }
}
