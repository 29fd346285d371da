import ApusCore
import ApusModel
import Foundation
import Testing

@testable import LibvirtDriver

@Suite struct StatisticsDriverTests {
    @Test func `a host of five hundred machines is measured in one short call`() async throws {
        try await TestNode.with(domains: 500) { address in
            try await Watched.with(address) { watched in
                let driver = try #require(try watched.drivers.statistics)
                _ = try await driver.measure()
                let begin = ContinuousClock.now
                let sample = try await driver.measure()
                print("500 machines measured in \(ContinuousClock.now - begin)")
                #expect(sample.machines.count <= 500)
                #expect(ContinuousClock.now - begin < .seconds(2))
            }
        }
    }
}
