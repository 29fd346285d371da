import ApusCore
import ApusModel
import Foundation
import Libvirt
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
                let network = try #require(checks.first { $0.name == "network" })
                #expect(network.detail.contains("There is no network default"))
                #expect(states["other pools"] == .ok && states["other networks"] == .ok)
                #expect(checks.last?.detail == "The host is this machine: its clock is the server's.")
            }
        }
    }

    @Test func `doctor names pools and networks that should run and do not, with the next step`() async throws {
        try await TestNode.with { address in
            try await Watched.with(address) { watched in
                try await watched.lanes.reads.perform("stop") { connection in
                    let pool = try connection.pool(named: "pool")
                    try pool.setAutostart(true)
                    try pool.destroy()
                    let network = try connection.network(named: "net")
                    try network.setAutostart(true)
                    try network.destroy()
                }
                let checks = try await #require(watched.drivers.diagnosis).examine()
                let details = Dictionary(uniqueKeysWithValues: checks.map { ($0.name, ($0.state, $0.detail)) })
                #expect(details["other pools"]?.0 == .warning)
                #expect(details["other pools"]?.1.contains("`virsh pool-start pool`") == true)
                #expect(details["other networks"]?.0 == .warning)
                #expect(details["other networks"]?.1.contains("`virsh net-start net`") == true)
            }
        }
    }

    @Test func `a version that was released with a fault is named, a later one is not`() {
        #expect(Connection.knownFault(of: .init(number: 9_000_000)).contains("CVE-2024-2494"))
        #expect(Connection.knownFault(of: .init(number: 10_002_000)) == "")
    }
}
