import Foundation
import Testing

@testable import Placement

struct SimulationTests {
    private let hosts = (0..<10).map { host("h\($0)", cpus: 16, memory: 64) }

    @Test func `requests that fill all hosts exactly are all placed`() async throws {
        let requests = Array(repeating: demand(4, 16), count: 40)
        for algorithm in everyAlgorithm {
            let measures = try await Simulation(hosts: hosts, requests: requests).measure(.algorithm(algorithm))
            #expect(measures.placed == 40 && measures.refused == 0 && measures.packing == 1, "\(algorithm.name)")
            #expect(measures.compaction == 1 && measures.emptyHosts == 0)
        }
    }

    @Test func `packing leaves hosts empty that spreading uses`() async throws {
        let requests = Array(repeating: demand(1, 4), count: 40)
        let simulation = Simulation(hosts: hosts, requests: requests)
        #expect(try await simulation.measure(.algorithm(.bestFit)).emptyHosts == 7)
        #expect(try await simulation.measure(.algorithm(.worstFit)).emptyHosts == 0)
        #expect(try await simulation.measure(.algorithm(.bestFit)).compaction == 0.3)
    }

    @Test func `packing refuses fewer large machines than spreading`() async throws {
        let requests = Array(repeating: demand(1, 4), count: 10) + [demand(16, 64)]
        let simulation = Simulation(hosts: hosts, requests: requests)
        #expect(try await simulation.measure(.algorithm(.bestFit)).refused == 0)
        #expect(try await simulation.measure(.algorithm(.worstFit)).refused == 1)
    }

    @Test func `a run is repeatable, and nothing is measured of nothing`() async throws {
        var simulation = Simulation(hosts: hosts, requests: [demand(1, 2), demand(4, 4), demand(2, 8)], seed: 5)
        var runs: [Simulation.Measures] = []
        for _ in 0..<2 {
            var measures = try await simulation.measure(.algorithm(.randomOfTwo))
            (measures.meanMicroseconds, measures.slowMicroseconds) = (0, 0)
            runs.append(measures)
        }
        #expect(runs[0] == runs[1])
        simulation.requests = []
        #expect(try await simulation.measure(.algorithm(.bestFit)).placed == 0)
        simulation = Simulation(hosts: [], requests: [demand()])
        #expect(try await simulation.measure(.algorithm(.bestFit)).refused == 1)
    }

    @Test func `a program is asked for each request, about all hosts, and measured as an algorithm is`() async throws {
        let requests = Array(repeating: demand(4, 16), count: 44)
        let simulation = Simulation(hosts: hosts, requests: requests)
        let first = Simulation.Method.program { question in
            let question = try JSONDecoder().decode(ProgramQuestion.self, from: question)
            guard question.hosts.count + question.others.count == 10 else { return Data() }
            return try JSONEncoder().encode(question.hosts.map(\.name))
        }
        var (theirs, ours) = (try await simulation.measure(first), try await simulation.measure(.algorithm(.firstFit)))
        #expect(theirs.algorithm == "external" && theirs.placed == 40 && theirs.refused == 4)
        for change in [\Simulation.Measures.meanMicroseconds, \.slowMicroseconds] {
            (theirs[keyPath: change], ours[keyPath: change]) = (0, 0)
        }
        theirs.algorithm = ours.algorithm
        #expect(theirs == ours)
    }

    @Test func `a program that does not answer as it must ends the simulation`() async {
        let simulation = Simulation(hosts: hosts, requests: [demand()])
        await #expect(throws: ProgramFault.self) { try await simulation.measure(.program { _ in Data("?".utf8) }) }
    }
}
