import ApusCore
import ApusModel
import Foundation
import Testing

@testable import LibvirtDriver

@Suite struct DiagnosisTests {
    @Test func `doctor names what is right and what is missing`() async throws {
        try await TestNode.with { address in
            try await Watched.with(address) { watched in
                let checks = try await #require(watched.drivers.diagnosis).examine()
                let states = Dictionary(uniqueKeysWithValues: checks.map { ($0.name, $0.state) })
                #expect(states["connection"] == .ok)
                #expect(states["libvirt version"] == .ok)
                #expect(states["storage pool"] == .ok)
                #expect(states["network"] == .failed)
                #expect(checks.last?.detail.contains("There is no network default") == true)
            }
        }
    }
}
