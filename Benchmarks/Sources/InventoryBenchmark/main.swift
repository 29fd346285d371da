// Prints one figure per line: what, value, unit. Times are processor times of one thread.
// Run it in release: `swift run -c release InventoryBenchmark`.

import FoundationEssentials
import Glibc
import Inventory

struct Machine: Equatable, Sendable {
    var id: Int64
    var name: String
    var uuid: String
    var status: String
    var host: String
    var cluster: String?
    var cpus: Int
    var memory: Int64
    var maxMemory: Int64
    var os: String?
    var template: String?
    var disks: [String]
    var nics: [String]
    var addresses: [String]
    var isPersistent: Bool
    var created: Date?
    var cpuUsage: Double?
    var note: String
}

let columns = Columns<Machine>(
    name: "vm", plural: "vms", title: "Virtual machines",
    [
        .text("name", "Name", isDefault: true, \.name),
        .text("id", "ID", \.uuid),
        .text("status", "Status", isDefault: true, \.status),
        .text("host", "Host", link: "host", isDefault: true, \.host),
        .integer("cpus", "CPUs", isDefault: true, \.cpus),
        .bytes("memory", "Memory", isDefault: true, \.memory),
        .text("os", "OS", \.os),
        .list("disks", "Disks", link: "volume", isDefault: true, \.disks),
        .number("cpuUsage", "CPU usage", unit: "%", isDefault: true, \.cpuUsage),
        .date("created", "Created", \.created),
    ])

/// The same numbers in every run.
struct SplitMix: RandomNumberGenerator {
    var state: UInt64
    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var z = state
        z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
        z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
        return z ^ (z >> 31)
    }
}

var random = SplitMix(state: 1)

@MainActor func machine(_ number: Int) -> Machine {
    Machine(
        id: Int64(number), name: "machine-with-a-name-\(Int.random(in: 0..<1_000_000, using: &random))",
        uuid: "00000000-0000-4000-8000-\(100_000_000_000 + number)",
        status: ["running", "off", "paused"][number % 3], host: "host-\(number % 64).example.org",
        cluster: "default", cpus: number % 8 + 1, memory: Int64(number % 4096) << 20, maxMemory: 1 << 36,
        os: "debian12", template: nil, disks: (0..<number % 4).map { "disk-\(number)-\($0).qcow2" },
        nics: ["nic-\(number)"], addresses: ["10.0.0.\(number % 256)"], isPersistent: true,
        created: Date(timeIntervalSince1970: Double(number)), cpuUsage: Double(number % 1000) / 10, note: "")
}

@MainActor func table(_ count: Int) -> Table<Int64, Machine> {
    let table = Table<Int64, Machine>(id: \.id, scope: \.host)
    table.upsert((0..<count).map(machine))
    return table
}

/// Processor time of this thread in microseconds: other programs on the machine do not count.
func now() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
    return Double(time.tv_sec) * 1e6 + Double(time.tv_nsec) / 1e3
}

/// The median of `runs` runs in microseconds, each the mean of `count` calls.
func median(runs: Int = 15, count: Int, _ body: (Int) -> Void) -> Double {
    let times = (0..<runs).map { run in
        let start = now()
        for call in 0..<count { body(run * count + call) }
        return (now() - start) / Double(count)
    }
    return times.sorted()[runs / 2]
}

func report(_ what: String, _ value: Double, _ unit: String) {
    print("\(what) \((value * 100).rounded() / 100) \(unit)")
}

@MainActor func pages() throws {
    let machines = table(10_000)
    let seal = CursorSeal.none
    let now = Date(timeIntervalSince1970: 1_000_000)
    let queries = [
        ("no filter, by name", "", ""), ("regex on name, by name", "name = .*-[0-9]*7[0-9]*", ""),
        ("word on status, by name", "status = running", ""), ("number, by memory", "memory > 1 GB", "-memory"),
        ("number and regex, by status and name", "memory > 1 GB, host = host-1.*", "status,-name"),
        ("text on list, by list", "disks = disk-.*-2.*", "disks"), ("nothing matches", "name = nobody", ""),
        ("worst order, by creation", "", "-created"), ("all equal, by OS", "", "os"),
    ]
    for (what, filter, sort) in queries {
        let query = try Query(columns, filter: filter, sort: sort, now: now)
        let time = median(count: 10) { _ in _ = try? machines.page(query, seal: seal) }
        report("page of 100 from 10000 rows, \(what)", time, "us")
    }
    let first = try machines.page(Query(columns, now: now), seal: seal)
    let second = try Query(columns, cursor: first.next, now: now)
    report("second page, by name", median(count: 10) { _ in _ = try? machines.page(second, seal: seal) }, "us")
    let parse = median(count: 1000) { _ in _ = Filter("name = web-.*, memory > 1 GB", columns: columns, now: now) }
    report("parse of a filter with one regex", parse, "us")
    let hostile = try Query(columns, filter: #"name = ([a-z]+-?)+\d+x"#, now: now)
    report(
        "hostile regex, given up", median(runs: 3, count: 1) { _ in _ = try? machines.page(hostile, seal: seal) }, "us")
}

/// One changed row at a time, among `hot` rows: with few of them the processor's cache holds them at any size, and what
/// is left is the work; with all of them the difference is memory.
@MainActor func upserts(_ size: Int, hot: Int) {
    let machines = table(size)
    let changed = (0..<4000).map { _ in
        var row = machine(Int.random(in: 0..<hot, using: &random))
        row.note = "changed \(UInt32.random(in: 0 ... .max, using: &random))"
        return row
    }
    let what = "upsert at \(size) rows, among \(hot)"
    report(what, median(runs: 5, count: 800) { machines.upsert(CollectionOfOne(changed[$0 % changed.count])) }, "us")
    var held = machines.snapshot()
    let shared = median(runs: 5, count: 800) {
        held = machines.snapshot()
        var row = changed[$0 % changed.count]
        row.cpus = 9
        machines.upsert(CollectionOfOne(row))
    }
    report(what + ", a snapshot held", shared, "us")
    precondition(held.count == size)
}

try pages()
for size in [1000, 10_000, 100_000, 1_000_000] {
    upserts(size, hot: 1000)
    upserts(size, hot: size)
}
