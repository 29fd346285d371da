import ApusClient
import ArgumentParser

/// The flags of every list.
struct ListOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Only rows that match, for example 'state = running, memory > 2GiB'.", valueName: "filter"))
    var filter: String?

    // `--sort -memory` must not read as a flag.
    @Option(
        parsing: .unconditional,
        help: ArgumentHelp("Order: a column, or -column for the other way; several with commas.", valueName: "columns"))
    var sort: String?

    @Option(help: ArgumentHelp("Columns to show, separated by commas; 'wide' shows all.", valueName: "columns"))
    var columns: String?

    @Option(help: ArgumentHelp("The most rows to show.", valueName: "count"))
    var limit: Int?

    @Option(name: .shortAndLong, help: "Form of the result.")
    var output: OutputFormat = .table

    @Flag(help: "Leave out the line of column titles.")
    var noHeaders = false

    func validate() throws {
        if let limit, limit < 1 { throw ValidationError("--limit must be at least 1.") }
        if let columns, named.isEmpty { throw ValidationError("--columns '\(columns)' names no column.") }
    }

    /// The columns as they were named; empty when none were.
    var named: [String] {
        (columns ?? "").split(separator: ",").map { String($0.drop { $0 == " " }.prefix { $0 != " " }) }.filter {
            !$0.isEmpty
        }
    }

    /// The columns to ask a kind for.
    /// - Throws: `ValidationError` that lists the kind's columns when one is unknown.
    func columns(of kind: Kind) throws -> [Kind.Column] {
        if output == .wide || named == ["wide"] { return kind.columns }
        guard !named.isEmpty else { return kind.standardColumns }
        return try named.map { name in
            guard let column = kind.column(name) else {
                let known = kind.columns.map(\.name).joined(separator: ", ")
                throw ValidationError("There is no column '\(name)'. The columns of \(kind.name) are: \(known).")
            }
            return column
        }
    }

    func query(_ columns: [String]) -> ListQuery {
        ListQuery(filter: filter, sort: sort, columns: columns, limit: limit)
    }
}
