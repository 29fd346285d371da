import Foundation
import Glibc
import Placement

// The time of one decision on 1,000 and 10,000 hosts that are about half full, each different from the others.

/// Microseconds of this thread's processor: other programs do not count.
func measure(_ work: () -> Void) -> Double {
    func now() -> Double {
        var time = timespec()
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
        return Double(time.tv_sec) * 1e6 + Double(time.tv_nsec) / 1e3
    }
    let start = now()
    work()
    return now() - start
}

func fleet(_ count: Int) -> (Fleet, SeededGenerator) {
    var generator = SeededGenerator(seed: 1)
    let hosts = (0..<count).map { number in
        Candidate(
            id: UUID(), name: "host-\(number)",
            capacity: Resources(cpus: 64, memory: 256 << 30, disk: 4 << 40),
            allocated: Resources(
                cpus: .random(in: 0...60, using: &generator), memory: .random(in: 0...250, using: &generator) << 30,
                disk: .random(in: 0...200, using: &generator) * (20 << 30)))
    }
    return (Fleet(hosts), generator)
}

/// What a create does: the choice, the best 20 with their scores, 20 refusals in words, and counts.
func decide(_ demand: Demand, _ algorithm: Algorithm, _ fleet: inout Fleet, _ generator: inout SeededGenerator) {
    let explanation = fleet.explain(demand, by: algorithm, limit: 20)
    _ = fleet.choice(of: explanation, by: algorithm) ?? fleet.choose(demand, by: algorithm, using: &generator)
    for entry in explanation.entries { if case .refused(let refusal) = entry.verdict { _ = refusal.words } }
}

let mix = Mix([.pack: 0.7, .balance: 0.3], guarded: .init(slot: Resources(cpus: 16, memory: 64 << 30), weight: 0.25))
let algorithms = Algorithm.named + [("mix", .scored(mix))]
let demands = [(1, 2), (2, 4), (4, 16), (8, 32)].map { Demand(Resources(cpus: $0, memory: $1 << 30, disk: 20 << 30)) }

for count in [1000, 10_000] {
    print(
        "\(count) hosts: microseconds (processor time) of a choice with its claim (mean, 99th percentile); of choice and explanation as a create keeps them, with words (mean)"
    )
    for (name, algorithm) in algorithms {
        var (fleet, generator) = fleet(count)
        var times: [Double] = []
        var explained = 0.0
        for round in 0..<1000 {
            let demand = demands[round % demands.count]
            let time = measure {
                if let host = fleet.choose(demand, by: algorithm, using: &generator) { fleet.take(demand, on: host.id) }
            }
            times.append(time)
            if round % 10 == 0 { explained += measure { decide(demand, algorithm, &fleet, &generator) } / 100 }
        }
        times.sort()
        let mean = times.reduce(0, +) / Double(times.count)
        let row = [mean, times[times.count * 99 / 100], explained].map { String(format: "%9.1f", $0) }
        print(name.padding(toLength: 14, withPad: " ", startingAt: 0), row.joined(separator: " "))
    }
}
