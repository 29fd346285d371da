import ApusClient
import ApusModel
import Foundation
import Testing

extension IntegrationTests {
    /// A libvirtd that hangs or dies harms its own host only.
    @Suite struct SilentHost {
        @Test func `a hung host fails its own calls, stays visible, and recovers`() async throws {
            let second = try await Libvirtd.second()
            try await second.clear()
            try await Site.with { site in
                try await site.server.use { client in
                    try await client.addProvider("hung", second, poolPath: second.pools + "/" + UUID().uuidString)
                    for name in ["far", "gone"] { try await client.make(.blank(name, on: "hung")) }
                    try await client.make(.blank("near", on: Site.provider))
                    try second.signal(SIGSTOP)
                    do {
                        let waiting = try await Self.lookWhileHung(site, client)
                        try second.signal(SIGCONT)
                        try await client.awaitHost("hung", within: .seconds(15))
                        try await client.succeeded(waiting, within: .seconds(20))
                        #expect(try await client.vmIfAny("gone") == nil)
                        #expect(try await client.vm("far").staleSince == nil)
                    } catch {
                        try second.signal(SIGCONT)
                        throw error
                    }
                }
            }
            try await second.clear()
        }

        /// - Returns: an operation past its point of no return, accepted just before the host was known to be silent.
        private static func lookWhileHung(_ site: Site, _ client: Client) async throws -> ApusModel.Operation {
            let waiting = try await client.deleteVM("gone", key: Client.idempotencyKey())
            let starting = try await client.startVM("far", key: Client.idempotencyKey())
            let begin = ContinuousClock.now
            async let doctor = site.server.call("GET", "/hosts/hung/doctor")
            async let image = site.server.call("POST", "/images", body: Self.image(try await Images.folder()))
            let times = try await Self.times(of: client, until: begin.advanced(by: .seconds(12)))
            let (first, second) = (try await doctor, try await image)
            #expect(ContinuousClock.now - begin < .seconds(13))
            #expect([503, 504].contains(second.status), "\(second.body)")
            #expect([503, 504].contains(first.status) || first.body.contains("failed"), "\(first.body)")
            let far = try await client.vm("far")
            #expect(far.staleSince != nil)
            #expect(try await client.show(.hosts, "hung", as: Host.self).state == .unreachable)
            #expect(try await client.show(.providers, "hung", as: Provider.self).state == .unreachable)
            let health = try await client.health()
            #expect(health.ready && health.unreachable.count == 1)
            let failed = try await client.settled(starting)
            #expect(failed.state == .failed && ["host-unreachable", "host-timeout"].contains(failed.error?.code))
            #expect(try await client.operation(waiting.id.uuidString).state == .running)
            await #expect {
                try await client.stopVM("far", StopVirtualMachine(graceSeconds: 0), key: Client.idempotencyKey())
            } throws: {
                refused($0, "host-unreachable", 503)
            }
            let slowest = times.sorted()[times.count * 99 / 100]
            print("hung host: \(times.count) requests to others, p99 \(slowest)")
            #expect(slowest < .seconds(1))
            return waiting
        }

        private static func image(_ folder: String) -> [String: any Sendable] {
            ["name": "again", "path": folder + "/blank.qcow2", "host": "hung"]
        }

        /// Lists, and calls to the other host, one after the other.
        private static func times(of client: Client, until end: ContinuousClock.Instant) async throws -> [Duration] {
            var times: [Duration] = []
            while ContinuousClock.now < end {
                for look in 0..<3 {
                    let begin = ContinuousClock.now
                    switch look {
                    case 0: _ = try await client.list(.vms)
                    case 1: _ = try await client.vm("near")
                    default: _ = try await client.doctor(host: Site.provider)
                    }
                    times.append(ContinuousClock.now - begin)
                }
                try await Task.sleep(for: .milliseconds(50))
            }
            return times
        }

        @Test func `guests outlive a killed libvirtd and its events come again`() async throws {
            let host = try await Libvirtd.second()
            try await Site.with(on: host) { site in
                try await site.server.use { client in
                    try await client.make(.blank("survivor"))
                    let guest = try #require(try host.process(of: "survivor"))
                    try host.signal(SIGKILL)
                    try await eventually("the host is shown as unreachable", within: .seconds(12)) {
                        try await client.show(.hosts, Site.provider, as: Host.self).state == .unreachable
                    }
                    #expect(try await client.vm("survivor").staleSince != nil)
                    try await host.startAgain()
                    try await client.awaitHost(Site.provider, within: .seconds(30))
                    let row = try await client.vm("survivor")
                    #expect(row.state == .running && row.staleSince == nil)
                    #expect(try host.process(of: "survivor") == guest && kill(guest, 0) == 0)
                    try await host.virsh("suspend", "survivor")
                    try await eventually("an event is shown", within: .seconds(2)) {
                        try await client.vm("survivor").state == .paused
                    }
                }
            }
        }
    }
}

extension CreateVirtualMachine {
    /// A blank machine, off, on a host of our choice.
    fileprivate static func blank(_ name: String, on host: String) -> CreateVirtualMachine {
        var request = CreateVirtualMachine.blank(name, start: false)
        request.host = host
        return request
    }
}
