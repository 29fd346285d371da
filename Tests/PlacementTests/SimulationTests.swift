import Foundation
import Testing

@testable import Placement

struct SimulationTests {
    private let hosts = (0..<10).map { host("h\($0)", cpus: 16, memory: 64) }

    @Test func `requests that fill all hosts exactly are all placed`() {
        let requests = Array(repeating: demand(4, 16), count: 40)
        for algorithm in everyAlgorithm {
            let measures = Simulation(hosts: hosts, requests: requests).measure(algorithm)
            #expect(measures.placed == 40 && measures.refused == 0 && measures.packing == 1, "\(algorithm.name)")
            #expect(measures.compaction == 1 && measures.emptyHosts == 0)
        }
    }

    @Test func `packing leaves hosts empty that spreading uses`() {
        let requests = Array(repeating: demand(1, 4), count: 40)
        let simulation = Simulation(hosts: hosts, requests: requests)
        #expect(simulation.measure(.bestFit).emptyHosts == 7)
        #expect(simulation.measure(.worstFit).emptyHosts == 0)
        #expect(simulation.measure(.bestFit).compaction == 0.3)
    }

    @Test func `packing refuses fewer large machines than spreading`() {
        let requests = Array(repeating: demand(1, 4), count: 10) + [demand(16, 64)]
        let simulation = Simulation(hosts: hosts, requests: requests)
        #expect(simulation.measure(.bestFit).refused == 0)
        #expect(simulation.measure(.worstFit).refused == 1)
    }

    @Test func `a run is repeatable, and nothing is measured of nothing`() {
        var simulation = Simulation(hosts: hosts, requests: [demand(1, 2), demand(4, 4), demand(2, 8)], seed: 5)
        let runs = (0..<2).map { _ in
            var measures = simulation.measure(.randomOfTwo)
            (measures.meanMicroseconds, measures.slowMicroseconds) = (0, 0)
            return measures
        }
        #expect(runs[0] == runs[1])
        simulation.requests = []
        #expect(simulation.measure(.bestFit).placed == 0)
        simulation = Simulation(hosts: [], requests: [demand()])
        #expect(simulation.measure(.bestFit).refused == 1)
    }
}
