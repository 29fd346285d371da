import ApusClient
import ApusModel
import Foundation
import Testing

extension IntegrationTests {
    /// A libvirtd that is gone, and a QEMU that hangs: who is hit hears it soon and by name, nobody else is held up.
    @Suite struct StoppedDaemon {
        static let changes: [(String, String, [String: any Sendable])] = [
            ("POST", "/vms/here/stop", ["graceSeconds": 0]), ("POST", "/vms/here/suspend", [:]),
            ("DELETE", "/vms/here", [:]),
            ("POST", "/vms/here/snapshots", ["name": "s"]), ("POST", "/vms/here/disks", ["size": 1 << 20]),
            ("PATCH", "/vms/here", ["title": "new"]), ("GET", "/vms/here/xml", [:]), ("GET", "/vms/here/guest", [:]),
            ("POST", "/pools", ["host": Site.provider, "name": "more", "type": "dir", "path": "/tmp/apus-more"]),
            ("POST", "/volumes", ["pool": Site.pool, "name": "v.raw", "capacity": 1 << 20]),
            ("POST", "/pools/\(Site.pool)/refresh", [:]),
            ("POST", "/networks", ["name": "more", "host": Site.provider, "forward": "isolated"]),
            ("POST", "/networks/default/stop", ["force": true]),
            ("POST", "/vms", ["name": "new", "host": Site.provider, "image": Images.blank, "instanceType": "nano"]),
        ]

        @Test func `every request to a host whose libvirtd is stopped is refused soon and by name`() async throws {
            let host = try await Libvirtd.second()
            try await Site.with(on: host) { site in
                try await site.server.use { client in
                    try await client.make(.blank("here"))
                    let guest = try #require(try host.process(of: "here"))
                    try host.signal(SIGKILL)
                    try FileManager.default.removeItem(atPath: host.folder + "/sock/libvirt-sock")
                    try await eventually("the host is shown as unreachable", within: .seconds(12)) {
                        try await client.show(.hosts, Site.provider, as: Host.self).state == .unreachable
                    }
                    for (method, path, body) in Self.changes {
                        let begin = ContinuousClock.now
                        let answer = try await site.server.call(
                            method, path, body: body.isEmpty ? nil : body)
                        #expect([503, 507].contains(answer.status), "\(method) \(path): \(answer)")
                        #expect(
                            answer.body.contains("host-unreachable") || answer.body.contains("no-capacity"),
                            "\(method) \(path): \(answer)")
                        #expect(ContinuousClock.now - begin < .seconds(2), "\(method) \(path)")
                    }
                    for (list, ref) in [("vms", "here"), ("pools", Site.pool), ("networks", "default")] {
                        let row = try await site.server.call("GET", "/\(list)/\(ref)")
                        #expect(row.status == 200 && row.body.contains("staleSince"), "\(list): \(row)")
                    }
                    let open = try await client.list(.operations, ListQuery(filter: "state != succeeded"))
                    #expect(open.total == 0, "what is refused leaves no operation")
                    try await host.startAgain()
                    try await client.awaitHost(Site.provider, within: .seconds(30))
                    let row = try await client.vm("here")
                    #expect(row.state == .running && row.staleSince == nil)
                    #expect(try host.process(of: "here") == guest)
                }
                #expect(try await Leftovers.find(site, wanted: ["here"]) == [])
            }
        }

        @Test func `a QEMU that hangs holds up its own machine only`() async throws {
            try await Site.with { site in
                try await site.server.use { client in
                    try await client.make(.blank("hung"))
                    let guest = try #require(try site.host.process(of: "hung"))
                    kill(guest, SIGSTOP)
                    defer { kill(guest, SIGCONT) }
                    let slow = try await client.run("suspend", vm: "hung", key: Client.newKey)
                    try await eventually("libvirtd waits for it", within: .seconds(10)) {
                        try await site.host.virsh("domcontrol", "hung") != "ok"
                    }
                    let begin = ContinuousClock.now
                    try await client.make(.blank("other"))
                    try await client.succeeded(try await client.deleteVM("other", key: Client.newKey))
                    #expect(ContinuousClock.now - begin < .seconds(15))
                    #expect(try await client.operation(slow.id.uuidString).state == .running)
                    kill(guest, SIGCONT)
                    try await client.succeeded(slow)
                    #expect(try await site.host.virsh("domstate", "hung") == "paused")
                }
            }
        }

        @Test func `a machine of ours that is renamed and edited outside stays ours and keeps the edit`() async throws {
            try await Site.with { site in
                try await site.server.use { client in
                    let vm = try await client.make(.blank("before", start: false))
                    try await site.host.virsh("domrename", "before", "after")
                    try await site.host.virsh("setvcpus", "after", "3", "--config", "--maximum")
                    let row = try await eventually("the new name is shown", within: .seconds(5)) {
                        try await client.vmIfAny("after")
                    }
                    #expect(row.id == vm.id && row.managed)
                    #expect(try await client.vmIfAny("before") == nil)
                    var change = ChangeVirtualMachine()
                    change.title = "ours"
                    try await client.succeeded(try await client.changeVM("after", change, key: Client.newKey))
                    let xml = try await site.host.virsh("dumpxml", "after")
                    #expect(xml.contains(">3</vcpu>") && xml.contains("<title>ours</title>"))
                    try await client.succeeded(try await client.deleteVM("after", key: Client.newKey))
                }
                #expect(try await Leftovers.find(site, wanted: []) == [])
            }
        }
    }
}
