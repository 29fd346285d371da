import ApusClient
import ApusModel
import FoundationEssentials

/// What a command has in hand while it runs: a server, a place to write, and the form that was asked for.
struct Session: Sendable {
    let client: Client
    let terminal: Terminal
    let format: OutputFormat

    var now: Date { terminal.surroundings.now() }

    /// Writes a value as JSON or YAML; any other form is the caller's.
    func printStructured(_ value: JSONValue) throws {
        try terminal.print(format == .yaml ? Structured.yaml(value) : Structured.json(value))
    }

    func printStructured(_ value: some Encodable) throws { try printStructured(Structured.value(of: value)) }

    /// Writes what is known of a thing that is no row: whole as JSON or YAML, by name, or a line for each detail.
    func printDetails(_ value: some Encodable, name: String) throws {
        switch format {
        case .json, .yaml: try printStructured(value)
        case .name: try terminal.print(VisibleText.of(name))
        case .table, .wide, .csv:
            let details = Details(kind: nil, now: now, paint: terminal.paint(.output))
            try terminal.print(details.lines(try Structured.value(of: value)).joined(separator: "\n"))
        }
    }

    /// Writes one changed thing: whole as JSON or YAML, by name, or as a sentence.
    func printResult(_ value: some Encodable, name: String, sentence: String) throws {
        switch format {
        case .json, .yaml: try printStructured(value)
        case .name: try terminal.print(VisibleText.of(name))
        case .table, .wide, .csv: try terminal.print(VisibleText.of(sentence))
        }
    }
}
