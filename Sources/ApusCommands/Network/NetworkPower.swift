import ApusClient
import ApusModel
import ArgumentParser

struct NetworkStart: ClientCommand {
    static let configuration = CommandConfiguration(
        commandName: "start", abstract: "Start networks.",
        discussion: """
            Example:
              apus network start lab
            """)

    @Argument(help: ArgumentHelp("Name or id.", valueName: "network"), completion: References.of(.networks))
    var refs: [String]

    @OptionGroup var wait: WaitOptions
    @OptionGroup var options: OutputOptions
    @OptionGroup(title: "Connection") var connection: ConnectionOptions

    var format: OutputFormat { options.output }

    func run(_ session: Session) async throws {
        try await session.carryOut(refs, wait) {
            try await session.client.startNetwork($0, key: Client.idempotencyKey())
        }
    }
}

struct NetworkStop: ClientCommand {
    static let configuration = CommandConfiguration(
        commandName: "stop", abstract: "Stop networks.",
        discussion: """
            A network that running machines use is not stopped, since they would be cut off until their next start; --force
            does so.

            Examples:
              apus network stop lab
              apus network stop lab --dry-run
              apus network stop lab --force
            """)

    @Argument(help: ArgumentHelp("Name or id.", valueName: "network"), completion: References.of(.networks))
    var refs: [String]

    @Flag(help: "Cut running machines off.")
    var force = false

    @Flag(help: "Only say which machines it would meet.")
    var dryRun = false

    @OptionGroup var wait: WaitOptions
    @OptionGroup var options: OutputOptions
    @OptionGroup(title: "Connection") var connection: ConnectionOptions

    var format: OutputFormat { options.output }

    func run(_ session: Session) async throws {
        if dryRun { return try await session.printImpacts(refs) }
        try await session.carryOut(refs, wait) {
            try await session.client.stopNetwork($0, force: force, key: Client.idempotencyKey())
        }
    }
}

extension Session {
    /// Says whom a stop or deletion would meet.
    func printImpacts(_ refs: [String]) async throws {
        var impacts: [NetworkImpact] = []
        for ref in refs { impacts.append(try await client.networkImpact(ref)) }
        switch format {
        case .json, .yaml: try printStructured(impacts)
        case .name: for impact in impacts { try terminal.print(VisibleText.of(impact.name)) }
        case .table, .wide, .csv: for impact in impacts { try terminal.print(impact.text) }
        }
    }
}

extension NetworkImpact {
    /// The machines line by line.
    var text: String {
        let lines = running.map { "  cuts off \($0)" } + off.map { "  keeps from starting \($0)" }
        return (["network \(name)"] + (lines.isEmpty ? ["  meets no machine"] : lines)).map(VisibleText.of).joined(
            separator: "\n")
    }
}
