import ApusClient
import ApusModel
import Foundation
import Testing

extension IntegrationTests {
    /// Hosts that lose power, and hosts that say contradictory things.
    @Suite struct HostFaults {
        @Test
        func `a host that loses power keeps its rows, and its machines are neither deleted nor started elsewhere`()
            async throws
        {
            let host = try await Libvirtd.second()
            try await Site.with(on: host) { site in
                try await site.server.use { client in
                    try await client.make(.blank("down"))
                    let guest = try #require(try host.process(of: "down"))
                    try host.signal(SIGKILL)
                    kill(guest, SIGKILL)
                    try await eventually("the host is shown as unreachable", within: .seconds(12)) {
                        try await client.show(.hosts, Site.provider, as: Host.self).state == .unreachable
                    }
                    #expect(try await client.vm("down").staleSince != nil)
                    try await host.startAgain()
                    try await client.awaitHost(Site.provider, within: .seconds(30))
                    try await eventually("the machine is shown as it is", within: .seconds(10)) {
                        let row = try await client.vm("down")
                        return row.staleSince == nil && row.state == .off
                    }
                    try await client.succeeded(try await client.startVM("down", key: Client.idempotencyKey()))
                }
            }
        }

        @Test
        func `machines of one name or one UUID on two hosts are both shown, and a name that means two is refused`()
            async throws
        {
            let second = try await Libvirtd.second()
            try await second.clear()
            try await Site.with { site in
                try await site.server.use { client in
                    try await client.addProvider("other", second, poolPath: second.pools + "/" + UUID().uuidString)
                    let id = UUID().uuidString.lowercased()
                    for host in [site.host, second] { try await Self.define("twin", id, on: host) }
                    try await eventually("both are shown", within: .seconds(5)) {
                        try await client.list(.vms).total == 2
                    }
                    for reference in ["twin", id] {
                        let answer = try await site.server.call("POST", "/vms/\(reference)/start")
                        #expect(answer.status == 409 && answer.body.contains("ambiguous"), "\(answer)")
                        #expect(answer.body.contains(Site.provider) && answer.body.contains("other"), "\(answer)")
                    }
                    let taken = try await site.server.call(
                        "POST", "/vms", body: ["name": "twin", "image": Images.blank, "instanceType": "nano"])
                    #expect(taken.status == 409 && taken.body.contains("name-taken"), "\(taken)")
                }
            }
            try await second.clear()
        }

        @Test func `a server that may open few files refuses, and recovers`() async throws {
            try await Site.with { site in
                try await site.server.use { client in
                    try await client.make(.blank("here", start: false))
                    let open = try await Self.openFiles(site.server)
                    try await site.server.limit(openFiles: open + 6)
                    let crowd = await withTaskGroup(of: Bool.self) { group in
                        for _ in 0..<40 {
                            group.addTask { (try? await site.server.call("GET", "/vms"))?.status == 200 }
                        }
                        return await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
                    }
                    #expect(await site.server.isRunning, "\(crowd) of 40 were answered")
                    try await site.server.limit(openFiles: 4096)
                    try await eventually("all is well again", within: .seconds(15)) {
                        try await site.server.call("GET", "/vms").status == 200
                    }
                    try await client.make(.blank("there", start: false))
                }
            }
        }

        private static func openFiles(_ server: ApusServerProcess) async throws -> Int {
            let number = try #require(await server.number)
            return try FileManager.default.contentsOfDirectory(atPath: "/proc/\(number)/fd").count
        }

        private static func define(_ name: String, _ id: String, on host: Libvirtd) async throws {
            let xml = """
                <domain type='qemu'><name>\(name)</name><uuid>\(id)</uuid><memory unit='MiB'>32</memory>
                <os><type arch='x86_64' machine='q35'>hvm</type></os></domain>
                """
            let file = host.folder + "/\(name).xml"
            try xml.write(toFile: file, atomically: true, encoding: .utf8)
            try await host.virsh("define", file)
        }
    }
}
