import ApusClient
import ApusModel
import ArgumentParser

struct HostSet: ClientCommand {
    static let configuration = CommandConfiguration(
        commandName: "set", abstract: "Set labels of hosts, and how much may be promised of them.",
        discussion: """
            What is not named stays. `server` for a figure leaves it to the server's settings again.
            --filter takes all hosts that match, so a figure can be set for a label.

            Examples:
              apus host set node1 --label rack=a1 --label disk=ssd --no-label old
              apus host set node1 --cpu-overcommit 2 --reserve-memory 8G
              apus host set --filter 'labels = rack=a1' --memory-overcommit 1.2
              apus host set node1 --cpu-overcommit server
            """, aliases: ["update"])

    @Argument(help: ArgumentHelp("Name, number or id.", valueName: "host"), completion: References.of(.hosts))
    var refs: [String] = []

    @Option(help: ArgumentHelp("All hosts that match, in place of names.", valueName: "filter"))
    var filter: String?

    @OptionGroup(title: "Labels") var labels: LabelOptions
    @OptionGroup(title: "Placement") var figures: PlacementFigures
    @OptionGroup var options: OutputOptions
    @OptionGroup(title: "Connection") var connection: ConnectionOptions

    var format: OutputFormat { options.output }

    func validate() throws {
        if refs.isEmpty == (filter == nil) { throw ValidationError("Name hosts, or give --filter.") }
        if try change() == ChangeHost() {
            throw ValidationError("Say what to change, for example --label rack=a1.")
        }
    }

    func change() throws -> ChangeHost {
        var change = ChangeHost()
        change.labels = try labels.change()
        try figures.apply(to: &change)
        return change
    }

    func run(_ session: Session) async throws {
        let change = try change()
        try await session.forEach(try await names(session)) { ref in
            let host = try await session.client.changeHost(ref, change)
            try session.printResult(host, name: host.name, sentence: "host \(host.name) set")
        }
    }

    private func names(_ session: Session) async throws -> [String] {
        guard let filter else { return refs }
        let found = try await session.client.list(.hosts, ListQuery(filter: filter, columns: ["id"])).items
        if found.isEmpty { try session.terminal.note("no hosts; none matches the filter") }
        return found.compactMap { $0["id"]?.text }
    }
}

/// `--label` and `--no-label`.
struct LabelOptions: ParsableArguments {
    @Option(name: .customLong("label"), help: ArgumentHelp("Sets a label.", valueName: "key=value"))
    var set: [String] = []

    @Option(name: .customLong("no-label"), help: ArgumentHelp("Takes a label away.", valueName: "key"))
    var removed: [String] = []

    /// nil where none is named.
    func change() throws -> [String: String?]? {
        var change: [String: String?] = [:]
        for text in set {
            let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
            guard parts.count == 2 else { throw ValidationError("--label '\(text)' wants key=value.") }
            try Self.check(parts[0])
            guard HostLabel.isValue(parts[1]) else {
                throw ValidationError("The value of --label '\(text)' \(HostLabel.valueRule).")
            }
            change.updateValue(parts[1], forKey: parts[0])
        }
        for key in removed {
            try Self.check(key)
            guard change.updateValue(nil, forKey: key) == nil else {
                throw ValidationError("The label '\(key)' is both set and taken away.")
            }
        }
        return change.isEmpty ? nil : change
    }

    private static func check(_ key: String) throws {
        guard HostLabel.isKey(key) else { throw ValidationError("The label's key '\(key)' \(HostLabel.keyRule).") }
    }
}

/// What may be promised of a host.
struct PlacementFigures: ParsableArguments {
    @Option(help: ArgumentHelp("Virtual CPUs promised per thread.", valueName: "ratio"))
    var cpuOvercommit: String?

    @Option(help: ArgumentHelp("Memory promised per byte.", valueName: "ratio"))
    var memoryOvercommit: String?

    @Option(help: ArgumentHelp("Disk promised per byte of its standard pool.", valueName: "ratio"))
    var diskOvercommit: String?

    @Option(help: ArgumentHelp("Threads that are not promised.", valueName: "count"))
    var reserveCpus: String?

    @Option(help: ArgumentHelp("Memory kept for the host itself.", valueName: "size"))
    var reserveMemory: String?

    @Option(help: ArgumentHelp("Disk of its standard pool that is not promised.", valueName: "size"))
    var reserveDisk: String?

    func apply(to change: inout ChangeHost) throws {
        change.overcommit = try Self.read(
            [("cpu", cpuOvercommit), ("memory", memoryOvercommit), ("disk", diskOvercommit)]
        ) { text in
            guard let ratio = Double(text), ratio.isFinite, ratio > 0 else {
                throw ValidationError("'\(text)' is no ratio; write one like 2 or 1.5, or server.")
            }
            return ratio
        }
        change.reserved = try Self.read(
            [("cpus", reserveCpus), ("memory", reserveMemory), ("disk", reserveDisk)], ByteSize.parse)
    }

    /// The figures that are named; `server` takes one away. nil where none is.
    private static func read<Value>(
        _ given: [(key: String, text: String?)], _ parse: (String) throws -> Value
    ) throws -> [String: Value?]? {
        var figures: [String: Value?] = [:]
        for (key, text) in given {
            guard let text else { continue }
            figures.updateValue(text == "server" ? nil : try parse(text), forKey: key)
        }
        return figures.isEmpty ? nil : figures
    }
}
