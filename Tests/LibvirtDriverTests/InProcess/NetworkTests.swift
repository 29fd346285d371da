import ApusCore
import ApusModel
import Foundation
import Testing

@testable import LibvirtDriver

/// On libvirt's own test driver, which has networks and an interface.
@Suite struct NetworkTests {
    @Test func `a network is made, made again, changed, stopped and removed`() async throws {
        try await TestNode.with { address in
            try await Watched.with(address) { watched in
                let networks = try #require(try watched.drivers.networks)
                let id = UUID()
                var settings = NetworkSettings(forward: .nat)
                (settings.address, settings.bridge, settings.autostart) = ("10.1.0.1/24", "virbr8", true)
                for _ in 1...2 { try await networks.define(id, "lab", settings) }
                for _ in 1...2 { try await networks.start(id) }
                let row = try #require(try await networks.read(id))
                #expect(
                    row.state == .active && row.autostart && row.addresses == ["10.1.0.1/24"] && row.forward == "nat")
                #expect(await watched.sightings.until { $0.networks.contains { $0.name == "lab" } })
                for _ in 1...2 { try await networks.stop(id) }
                settings.domain = "lab.test"
                settings.autostart = false
                _ = try await networks.apply(settings, to: id)
                #expect(try await networks.settings(of: id)?.domain == "lab.test")
                for _ in 1...2 { try await networks.remove(id) }
                #expect(try await networks.read(id) == nil)
                #expect(try await networks.settings(of: id) == nil)
            }
        }
    }

    @Test func `the host's interfaces are told with their addresses`() async throws {
        try await Watched.with("test:///default") { watched in
            let interfaces = try await #require(try watched.drivers.networks).interfaces()
            let first = try #require(interfaces.first)
            #expect(first.name == "eth1" && first.type == "ethernet" && first.state == .active)
            #expect(first.mac == "aa:bb:cc:dd:ee:ff" && first.mtu == 1492 && first.addresses == ["192.168.0.5/24"])
        }
    }

    @Test func `a bridge that is not there is refused in words`() async throws {
        try await Watched.with("test:///default") { watched in
            var settings = NetworkSettings(forward: .bridge)
            settings.bridge = "br9"
            let networks = try #require(try watched.drivers.networks)
            let error = await #expect(throws: DriverError.self) { try await networks.define(UUID(), "lab", settings) }
            #expect(error?.code == .invalidState && error?.message.contains("eth1") == true)
        }
    }
}
