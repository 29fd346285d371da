import ArgumentParser

/// The forms results come in.
enum OutputFormat: String, ExpressibleByArgument, CaseIterable, Sendable {
    case table, wide, json, yaml, csv, name

    var isForMachines: Bool { self == .json || self == .yaml || self == .csv || self == .name }
}

/// `-o` for a command that shows or changes single things.
struct OutputOptions: ParsableArguments {
    enum Form: String, ExpressibleByArgument, CaseIterable, Sendable { case table, json, yaml, name }

    @Option(name: [.customShort("o"), .customLong("output")], help: "Form of the result.")
    var form: Form = .table

    var output: OutputFormat {
        switch form {
        case .table: .table
        case .json: .json
        case .yaml: .yaml
        case .name: .name
        }
    }
}
