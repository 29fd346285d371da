import ApusClient
import ArgumentParser

struct ConfigView: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "view", abstract: "Show the settings in force and where each comes from.",
        discussion: """
            Example:
              apus config view --context lab
            """)

    @OptionGroup var options: OutputOptions
    @OptionGroup(title: "Connection") var connection: ConnectionOptions

    func run() throws {
        let terminal = Terminal()
        let target = try connection.target(terminal.surroundings)
        let value: [String: JSONValue] = [
            "url": .string(target.url.value), "urlOrigin": .string(target.url.origin),
            "tokenFile": .string(target.tokenFile.value), "tokenFileOrigin": .string(target.tokenFile.origin),
            "insecureHTTP": .bool(target.allowsInsecureHTTP),
        ]
        switch options.output {
        case .json: try terminal.print(Structured.json(value))
        case .yaml: try terminal.print(Structured.yaml(value))
        case .name: try terminal.print(VisibleText.of(target.url.value))
        case .table, .wide, .csv: try terminal.print(text(target))
        }
    }

    private func text(_ target: Target) -> String {
        let lines = [
            "url            \(target.url.value)  (\(target.url.origin))",
            "token file     \(target.tokenFile.value)  (\(target.tokenFile.origin))",
            "insecure HTTP  \(target.allowsInsecureHTTP ? "yes" : "no")",
        ]
        return lines.map(VisibleText.of).joined(separator: "\n")
    }
}
