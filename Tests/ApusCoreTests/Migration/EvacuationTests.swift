import ApusModel
import ApusTesting
import Foundation
import Synchronization
import Testing

@testable import ApusCore

/// All machines of a host leave it.
@Suite(.timeLimit(.minutes(1))) struct EvacuationTests {
    @Test func `what a host does not answer in time stays, and the others go`() async throws {
        let (node1, node2) = (FakeHost("node1", cpus: 8), FakeHost("node2", cpus: 8))
        node1.neighbour = node2
        let stage = try await Stage([node1, node2])
        for number in 0..<3 {
            var request = stage.request("web\(number)")
            request.host = "node1"
            try await stage.create(request)
        }
        let late = Mutex(true)
        node1.onCall { call in
            let isLate =
                call == "luggage"
                && late.withLock { isLate in
                    defer { isLate = false }
                    return isLate
                }
            if isLate { throw DriverError(.timedOut, "the host did not answer in time") }
        }
        let host = try #require(stage.estate.hosts.row(node1.id))
        let operation = try await stage.settle(try await stage.plane.machines.evacuate(host, .tester))
        let notes = operation.notes ?? []
        #expect(operation.state == .succeeded)
        #expect(notes.filter { $0.contains("stays: ") && $0.contains("did not answer in time") }.count == 1, "\(notes)")
        #expect(notes.filter { $0.contains("moved to node2") }.count == 2, "\(notes)")
        #expect(node2.rows.count == 2)
    }
}
