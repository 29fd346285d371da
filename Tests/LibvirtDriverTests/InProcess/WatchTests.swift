import ApusCore
import ApusModel
import Foundation
import Testing

@testable import LibvirtDriver

@Suite struct WatchTests {
    @Test func `a host is reported with its facts, machines, pools and networks`() async throws {
        try await TestNode.with(domains: 3) { address in
            try await Watched.with(address) { watched in
                let view = watched.sightings.view
                #expect(view.isConnected)
                #expect(view.host?.cpus == 8)
                #expect(view.host?.memory == 3 << 30)
                #expect(view.host?.accelerators == [])
                #expect(view.machines.count == 3)
                #expect(view.pools.map(\.name) == ["pool"])
                #expect(view.pools.first?.path == "/pool")
                #expect(view.networks.first?.addresses == ["192.168.7.1/24"])
                #expect(view.networks.first?.forward == "nat")
                #expect(view.networks.first?.dhcp == true)
            }
        }
    }

    @Test func `a machine's row says what its XML says`() async throws {
        try await TestNode.with { address in
            try await Watched.with(address) { watched in
                let alpha = try #require(watched.sightings.view.machines[TestNode.alpha])
                #expect(alpha.name == "alpha")
                #expect(alpha.hostName == "host")
                #expect(alpha.state == .running)
                #expect(alpha.cpus == 2)
                #expect(alpha.memory == 1 << 29 && alpha.maximumMemory == 1 << 30)
                #expect(alpha.description == "about alpha")
                #expect(alpha.accelerator == "test")
                #expect(alpha.disks.map(\.source) == ["/pool/alpha.img"])
                #expect(alpha.nics.map(\.mac) == ["52:54:00:aa:00:01"])
                #expect(!alpha.managed)
                #expect(alpha.persistent)
            }
        }
    }

    @Test func `what another program does is shown without a listing`() async throws {
        try await TestNode.with { address in
            try await Watched.with(address) { watched in
                let sightings = watched.sightings
                let listings = sightings.view.listings
                // The connection stands for virsh here: it does not tell the watch what it did.
                try await watched.lanes.changes.perform("foreign") { try $0.domain(TestNode.alpha).destroy() }
                #expect(await sightings.until { $0.machines[TestNode.alpha]?.state == .off })
                #expect(sightings.view.machines[TestNode.alpha]?.nativeState == "shut off (destroyed)")
                try await watched.lanes.changes.perform("foreign") { try $0.domain(TestNode.alpha).undefine() }
                #expect(await sightings.until { $0.machines[TestNode.alpha] == nil })
                // A new connection is listed when it stands and when its events begin; the second may come only now.
                #expect(sightings.view.listings <= listings + 1)
            }
        }
    }

    @Test func `pools and networks follow their events`() async throws {
        try await TestNode.with { address in
            try await Watched.with(address) { watched in
                try await watched.lanes.changes.perform("foreign") { connection in
                    try connection.pool(named: "pool").destroy()
                    try connection.network(named: "net").destroy()
                }
                #expect(await watched.sightings.until { $0.pools.first?.state == .inactive })
                #expect(await watched.sightings.until { $0.networks.first?.state == .inactive })
            }
        }
    }

    @Test func `a host that nobody serves is unreachable, in plain words`() async throws {
        let address = "qemu+unix:///system?socket=/nowhere/libvirt-sock"
        try await Watched.with(address, awaitingListing: false) { watched in
            #expect(await watched.sightings.until { $0.fault != nil })
            #expect(watched.sightings.view.fault?.hasPrefix("No libvirt daemon listens there.") == true)
            #expect(watched.provider.drivers(for: watched.sightings.identity.id) == nil)
        }
    }

    @Test func `everything is listed again from time to time`() async throws {
        var tempo = Tempo.quick
        tempo.listing = .milliseconds(50)
        try await TestNode.with { address in
            try await Watched.with(address, tempo: tempo) { watched in
                #expect(await watched.sightings.until { $0.listings >= 3 })
            }
        }
    }

    @Test func `a watch ends when its connection is closed`() async throws {
        try await TestNode.with { address in
            try await Watched.with(address) { watched in
                await watched.provider.close()
                await watched.watch.value
            }
        }
    }

    @Test func `an address that could run a program is refused`() {
        #expect(throws: AddressError.self) {
            try LibvirtDriver().normalized(address: "qemu+ext:///system?command=/bin/sh")
        }
        #expect(throws: Never.self) { try LibvirtDriver().normalized(address: "qemu+ssh://root@node1/system") }
    }
}
