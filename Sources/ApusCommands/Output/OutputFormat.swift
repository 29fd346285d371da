import ArgumentParser

/// The forms results come in.
enum OutputFormat: String, ExpressibleByArgument, CaseIterable, Sendable {
    case table, wide, json, yaml, csv, name

    var isForMachines: Bool { self == .json || self == .yaml || self == .csv || self == .name }
}

/// `-o` for a command that shows or changes single things.
struct OutputOptions: ParsableArguments {
    @Option(name: .shortAndLong, help: "Form of the result: table, json, yaml or name.")
    var output: OutputFormat = .table

    func validate() throws {
        guard output != .csv else { throw ValidationError("-o csv is for lists.") }
    }
}
