import Foundation
import Libvirt
import Testing

@Suite struct StorageAndNetworkTests {
    private static let volume = "<volume><name>disk</name><capacity>1048576</capacity></volume>"

    @Test func `a pool is listed with its sizes`() async throws {
        try await TestHost.with { host in
            let (pools, info) = try await host.perform("pools") { connection in
                (try connection.listPools(), try connection.pool(named: "pool").info())
            }
            #expect(pools.map(\.name) == ["pool"])
            #expect(info.state == .running)
            #expect(info.capacity == info.allocation + info.available)
        }
    }

    @Test func `a volume is made, found by path and key, cloned and deleted`() async throws {
        try await TestHost.with { host in
            let names = try await host.perform("volumes") { connection in
                let pool = try connection.pool(named: "pool")
                let volume = try pool.createVolume(Self.volume)
                #expect(try volume.info().capacity == 1_048_576)
                #expect(try connection.volume(path: volume.path()).name() == "disk")
                #expect(try connection.volume(key: volume.key()).name() == "disk")
                let clone = "<volume><name>clone</name><capacity>1048576</capacity></volume>"
                _ = try pool.createVolume(clone, cloning: volume)
                let names = try pool.listVolumes().map(\.name)
                try volume.delete()
                #expect(try pool.listVolumes().map(\.name) == ["clone"])
                return names
            }
            #expect(Set(names) == ["disk", "clone"])
        }
    }

    @Test func `a second volume of a name is refused`() async throws {
        try await TestHost.with { host in
            await #expect(
                performing: {
                    try await host.perform("volumes") { connection in
                        let pool = try connection.pool(named: "pool")
                        _ = try pool.createVolume(Self.volume)
                        _ = try pool.createVolume(Self.volume)
                    }
                }, throws: { ($0 as? LibvirtError)?.message.contains("exists") == true })
        }
    }

    @Test func `a pool is defined, built, started, refreshed and removed`() async throws {
        try await TestHost.with { host in
            let states = try await host.perform("pool") { connection in
                let pool = try connection.definePool(
                    "<pool type='dir'><name>extra</name><target><path>/extra</path></target></pool>")
                var states = [try pool.info().state]
                try pool.build()
                try pool.create()
                try pool.setAutostart(true)
                try pool.refresh()
                states.append(try pool.info().state)
                #expect(try pool.autostart())
                try pool.destroy()
                try pool.undefine()
                return states
            }
            #expect(states == [.inactive, .running])
        }
    }

    @Test func `a network is listed, described, stopped and started`() async throws {
        try await TestHost.with { host in
            let (names, bridge, activity) = try await host.perform("networks") { connection in
                let network = try connection.network(named: "net")
                var activity = [try network.isActive()]
                try network.destroy()
                activity.append(try network.isActive())
                try network.create()
                activity.append(try network.isActive())
                return (try connection.listNetworks().map(\.name), try network.bridge(), activity)
            }
            #expect(names == ["net"])
            #expect(bridge == "virbr7")
            #expect(activity == [true, false, true])
        }
    }

    @Test func `a network's DHCP host is added to its definition`() async throws {
        try await TestHost.with { host in
            let xml = try await host.perform("update") { connection in
                let network = try connection.network(named: "net")
                let entry = "<host mac='52:54:00:00:00:02' ip='192.168.7.5'/>"
                try network.update(.addLast, .dhcpHost, xml: entry)
                return try network.xml()
            }
            #expect(xml.contains("192.168.7.5"))
        }
    }
}
