import ApusClient
import ArgumentParser
import FoundationEssentials

struct VMScreenshot: ClientCommand {
    static let configuration = CommandConfiguration(
        commandName: "screenshot", abstract: "Write what a virtual machine's display shows to a PNG file.",
        discussion: """
            Examples:
              apus vm screenshot web-1 web-1.png
              apus vm screenshot web-1 small.png --width 320
            """)

    @Argument(help: ArgumentHelp("Name or id.", valueName: "vm"), completion: References.of(.vms))
    var ref: String

    @Argument(help: "The file to write.", completion: .file(extensions: ["png"]))
    var file: String

    @Option(help: ArgumentHelp("Scale it down to this width.", valueName: "points"))
    var width: Int?

    @OptionGroup var options: OutputOptions
    @OptionGroup(title: "Connection") var connection: ConnectionOptions

    var format: OutputFormat { options.output }

    func run(_ session: Session) async throws {
        let png = try await session.client.screenshot(ofVM: ref, width: width)
        let path = session.terminal.surroundings.path(file)
        do {
            try png.write(to: URL(filePath: path), options: .atomic)
        } catch {
            throw SettingsFault("The file \(file) cannot be written.")
        }
        try session.printResult(
            ["file": file, "bytes": String(png.count)], name: file, sentence: "the display of \(ref) is in \(file)")
    }
}
