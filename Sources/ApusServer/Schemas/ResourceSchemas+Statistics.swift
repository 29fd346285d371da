import ApusModel
import Schema

extension ResourceSchemas {
    static let statisticsSeries = Schema.object([
        .required("start", .time, "The beginning of the first step."),
        .required("step", .integer(1...Int64.max), "Seconds between two values."),
        .required(
            "units", .object(Measure.allCases.map { .required($0.name, .words, "The unit of \($0.name).") }),
            "The unit of each series."),
        .required("series", lists("Average"), "Averages over each step; null where nothing is known."),
        .required("maxima", lists("Largest"), "The largest value within each step."),
    ])

    private static func lists(_ what: String) -> Schema {
        .object(
            Measure.allCases.map {
                .required($0.name, .array(of: .number().nullable, maxCount: 10_000), "\(what), in \($0.unit).")
            })
    }
}
