import ApusClient
import ArgumentParser

struct VMXML: ClientCommand {
    static let configuration = CommandConfiguration(
        commandName: "xml", abstract: "Show a virtual machine's definition as libvirt has it, without passwords.",
        discussion: """
            Examples:
              apus vm xml web-1
              apus vm xml web-1 --inactive > web-1.xml
            """, aliases: ["dumpxml"])

    @Argument(help: ArgumentHelp("Name or id.", valueName: "vm"), completion: References.of(.vms))
    var ref: String

    @Flag(help: "That of the next start.")
    var inactive = false

    @OptionGroup var options: OutputOptions
    @OptionGroup(title: "Connection") var connection: ConnectionOptions

    var format: OutputFormat { options.output }

    func run(_ session: Session) async throws {
        let xml = try await session.client.xml(ofVM: ref, inactive: inactive)
        switch format {
        case .json, .yaml: try session.printStructured(["xml": xml])
        case .table, .wide, .csv, .name:
            let isPerson = session.terminal.surroundings.isOutputTerminal
            let text = xml.hasSuffix("\n") ? String(xml.dropLast()) : xml
            try session.terminal.print(isPerson ? VisibleText.ofLines(text) : text)
        }
    }
}
