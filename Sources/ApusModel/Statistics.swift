import FoundationEssentials

/// What is measured of a machine or host, in the order in which it is kept.
public enum Measure: Int, Sendable, CaseIterable {
    case cpu, memoryUsed, diskRead, diskWrite, diskReadOps, diskWriteOps, netReceive, netTransmit

    /// The name on the wire and of the column.
    public var name: String {
        switch self {
        case .cpu: "cpu"
        case .memoryUsed: "memoryUsed"
        case .diskRead: "diskRead"
        case .diskWrite: "diskWrite"
        case .diskReadOps: "diskReadOps"
        case .diskWriteOps: "diskWriteOps"
        case .netReceive: "netReceive"
        case .netTransmit: "netTransmit"
        }
    }

    public var unit: String {
        switch self {
        case .cpu: "%"
        case .memoryUsed: "B"
        case .diskRead, .diskWrite, .netReceive, .netTransmit: "B/s"
        case .diskReadOps, .diskWriteOps: "1/s"
        }
    }
}

/// Answer of `GET /api/v1/vms/{ref}/stats` and `GET /api/v1/hosts/{ref}/stats`: one list for each measure, the first value
/// from `start`, each `step` seconds after the one before. A null is a time of which nothing is known.
public struct StatisticsSeries: Codable, Hashable, Sendable {
    public var start: Date
    /// Seconds.
    public var step: Int
    /// The unit of each series, by its name.
    public var units: [String: String]
    /// Averages over each step.
    public var series: [String: [Double?]]
    /// The largest value within each step.
    public var maxima: [String: [Double?]]

    public init(
        start: Date, step: Int, units: [String: String], series: [String: [Double?]], maxima: [String: [Double?]]
    ) {
        self.start = start
        self.step = step
        self.units = units
        self.series = series
        self.maxima = maxima
    }
}
