import ApusModel
import Inventory

/// Columns of what is used now; they read it from beside the rows.
enum UsageColumns {
    static func of<Row>(_ usage: @escaping @Sendable (Row) -> Usage?) -> [Column<Row>] {
        [
            .number("cpuUsage", "CPU usage", unit: "%", help: "Of all its processors") { row in
                usage(row)?[.cpu].map { ($0 * 10).rounded() / 10 }
            },
            .bytes("memoryUsed", "Memory used", help: "By the guest itself where it tells, else of the host") {
                usage($0)?.whole(.memoryUsed)
            },
            .bytes("diskRead", "Disk read/s", unit: "KiB", help: "Bytes each second") { usage($0)?.whole(.diskRead) },
            .bytes("diskWrite", "Disk write/s", unit: "KiB", help: "Bytes each second") {
                usage($0)?.whole(.diskWrite)
            },
            .number("diskReadOps", "Disk reads/s", unit: "1/s") { usage($0)?.tenths(.diskReadOps) },
            .number("diskWriteOps", "Disk writes/s", unit: "1/s") { usage($0)?.tenths(.diskWriteOps) },
            .bytes("netReceive", "Net receive/s", unit: "KiB", help: "Bytes each second") {
                usage($0)?.whole(.netReceive)
            },
            .bytes("netTransmit", "Net transmit/s", unit: "KiB", help: "Bytes each second") {
                usage($0)?.whole(.netTransmit)
            },
        ]
    }
}

extension Usage {
    fileprivate func whole(_ measure: Measure) -> Int64? { self[measure].flatMap { Int64(exactly: $0.rounded()) } }
    fileprivate func tenths(_ measure: Measure) -> Double? { self[measure].map { ($0 * 10).rounded() / 10 } }
}
