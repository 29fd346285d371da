import FoundationEssentials
import Inventory

/// A small kind with a column of each type.
struct Machine: Equatable, Sendable {
    var id: Int
    var name: String
    var os: String?
    var host: String? = "h1"
    var memory: Int64?
    var cpus = 1
    var load: Double?
    var uptime: Double?
    var isTemplate = false
    var created: Date?
    var disks: [String]?
    var domain: String?
    var rate: Double?
}

/// 2026-05-10T12:00:00Z
let noon = Date(timeIntervalSince1970: 1_778_414_400)

let columns = Columns<Machine>(
    name: "vm", plural: "vms", title: "Virtual machines",
    [
        .text("name", "Name", isDefault: true, \.name),
        .integer("id", "ID", \.id),
        .text("os", "OS", \.os),
        .text("host", "Host", link: "host", \.host),
        .bytes("memory", "Memory", unit: "MiB", isDefault: true, help: "What the guest may use.", \.memory),
        .integer("cpus", "CPUs", \.cpus),
        .number("load", "CPU load", unit: "%", \.load),
        .duration("uptime", "Uptime", \.uptime),
        .flag("isTemplate", "Is template", \.isTemplate),
        .date("created", "Created", \.created),
        .list("disks", "Disks", link: "volume", isDefault: true, \.disks),
        .text("storageDomain", "Storage domain", \.domain),
        .number("readRate", "Read rate", unit: "B/s", \.rate),
    ])

let mebibyte: Int64 = 1 << 20

/// The rows on which the truth table was measured, and one more with nothing in it.
let machines = [
    Machine(
        id: 1, name: "vm1", os: "debian12", memory: 1024 * mebibyte, cpus: 2, load: 12.5, uptime: 7200,
        created: noon.addingTimeInterval(-86400 * 3), disks: ["Disk1", "Disk2", "Disk3"], domain: "fast pool",
        rate: 4096),
    Machine(
        id: 2, name: "vm2", os: "Fedora 40", memory: 512 * mebibyte, cpus: 4, load: 99, uptime: 30, isTemplate: true,
        created: noon.addingTimeInterval(-3600), disks: ["Disk10"], domain: "a, b", rate: 10),
    Machine(id: 3, name: "VM3", os: "debian11", memory: 2048 * mebibyte, disks: []),
    Machine(id: 10, name: "vm10", os: nil, memory: nil, disks: nil),
]

func filter(_ text: String) -> Filter<Machine> { Filter(text, columns: columns, now: noon) }

/// The names of the rows that pass; nil where the filter has a fault.
func names(_ text: String) -> [String]? {
    let filter = filter(text)
    return filter.faults.isEmpty ? machines.filter(filter.matches).map(\.name) : nil
}

/// The same numbers in every run (SplitMix64).
struct Seeded: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var z = state
        z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
        z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
        return z ^ (z >> 31)
    }
}
