import ApusClient
import ApusModel
import Foundation
import Testing

extension IntegrationTests {
    /// Full copies of real machines, seen from outside by `virsh`, `qemu-img` and SSH.
    @Suite struct Clones {
        @Test func `a clone is a machine of its own with the files of its source`() async throws {
            let key = try await GuestKey.made()
            try await Site.with { site in
                try await site.server.use { client in
                    var request = CreateVirtualMachine.tiny("web")
                    request.cloudInit = CloudInit(user: "ada", sshKeys: [key.publicKey])
                    try await client.make(request)
                    let address = try await client.address(of: "web").address
                    _ = try await key.ask("ada", at: address, "echo kept >note; sync")
                    let stop = StopVirtualMachine(graceSeconds: 30)
                    try await client.succeeded(try await client.stopVM("web", stop, key: Client.idempotencyKey()))
                    let before = try await site.host.virsh("dumpxml", "web")
                    let notes = try await client.clone("web", as: "copy") { $0.start = true }.notes
                    #expect(notes == nil, "nothing is missing in the copy")
                    #expect(try await site.host.virsh("dumpxml", "web") == before)
                    try await client.succeeded(try await client.startVM("web", key: Client.idempotencyKey()))
                    let source = try await Self.identity(client, "web", key)
                    let copy = try await Self.identity(client, "copy", key)
                    #expect(copy.clonedFrom == source.vm && source.note == "kept" && copy.note == "kept")
                    #expect(source.name == "web" && copy.name == "copy")
                    #expect(source.mac != copy.mac && source.address != copy.address)
                    #expect(source.machine != copy.machine && source.hostKey != copy.hostKey)
                    #expect(try await site.chain("copy").count == 1, "it needs nothing below it")
                    try await client.succeeded(try await client.deleteVM("copy", key: Client.idempotencyKey()))
                    #expect(try await key.ask("ada", at: source.address, "cat note; sync") == "kept")
                }
                #expect(try await Leftovers.find(site, wanted: ["web"]) == [])
            }
        }

        @Test func `the active chain of external snapshots becomes one image, in the pool that is asked for`()
            async throws
        {
            try await Site.with { site in
                try await site.server.use { client in
                    let folder = try await site.makePool("fast", client)
                    var request = CreateVirtualMachine.blank("deep")
                    (request.firmware, request.disks) = (.uefi, [.init(size: 8 << 20)])
                    try await client.make(request)
                    let stop = StopVirtualMachine(graceSeconds: 0)
                    try await client.succeeded(try await client.stopVM("deep", stop, key: Client.idempotencyKey()))
                    for name in ["a", "b"] { try await client.snapshot("deep", name) { $0.kind = .external } }
                    let before = try await site.host.virsh("dumpxml", "deep")
                    let end = try await client.clone("deep", as: "flat") { ($0.pool, $0.start) = ("fast", true) }
                    #expect(end.notes?.contains { $0.contains("2 snapshot(s)") } == true)
                    #expect(end.notes?.contains { $0.contains("UEFI") } == true)
                    #expect(try await site.chain("flat").count == 1)
                    #expect(try FileManager.default.contentsOfDirectory(atPath: folder).count == 3)
                    #expect(try await site.host.virsh("dumpxml", "deep") == before)
                    let vars = /<nvram[^>]*>([^<]*)</
                    let flat = try await site.host.virsh("dumpxml", "flat")
                    #expect(flat.firstMatch(of: vars)?.1 != before.firstMatch(of: vars)?.1)
                    try await client.succeeded(try await client.deleteVM("flat", key: Client.idempotencyKey()))
                    #expect(try FileManager.default.contentsOfDirectory(atPath: folder).isEmpty)
                    #expect(try await site.chain("deep").count == 4)
                }
            }
        }

        @Test func `what cannot be copied is refused in words`() async throws {
            try await Site.with { site in
                try await site.server.use { client in
                    try await client.make(.blank("busy"))
                    await #expect {
                        try await client.clone("busy", as: "copy")
                    } throws: {
                        refused($0, "invalid-state", 409)
                    }
                    let preview = await #expect(throws: Problem.self) {
                        try await client.clonePreview("busy", CloneVirtualMachine(name: "copy"))
                    }
                    #expect(preview?.code == "invalid-state")
                    try await site.host.virsh("destroy", "busy")
                    try await eventually("it is off", within: .seconds(10)) {
                        try await client.vm("busy").state == .off
                    }
                    let plan = try await client.clonePreview("busy", CloneVirtualMachine(name: "copy"))
                    #expect(plan.disks.count == 1 && plan.disks[0].made && plan.nics.count == 1)
                    #expect(try await site.host.domains() == ["busy"])
                    await #expect {
                        try await client.clone("busy", as: "copy") { $0.linked = true }
                    } throws: {
                        refused($0, "invalid", 422)
                    }
                }
            }
        }

        private struct Identity {
            var vm: UUID
            var clonedFrom: UUID?
            var address: String
            var mac: String?
            var name: String
            var note: String
            var machine: String
            var hostKey: String
        }

        private static func identity(_ client: Client, _ name: String, _ key: GuestKey) async throws -> Identity {
            let address = try await client.address(of: name).address
            let answer = try await key.ask("ada", at: address, "hostname; cat note /etc/machine-id")
            let lines = answer.split(separator: "\n").map(String.init)
            try #require(lines.count == 3, "\(lines)")
            let keys = try await Tool.output("/usr/bin/ssh-keyscan", ["-T", "20", "-t", "ed25519", "--", address])
            let vm = try await client.vm(name)
            return Identity(
                vm: vm.id, clonedFrom: vm.clonedFrom, address: address, mac: vm.nics.first?.mac, name: lines[0],
                note: lines[1], machine: lines[2], hostKey: keys.split(separator: " ").last.map(String.init) ?? "")
        }
    }
}

extension Client {
    /// Makes a full copy and waits for it.
    @discardableResult
    func clone(
        _ source: String, as name: String, within limit: Duration = .seconds(120),
        _ change: (inout CloneVirtualMachine) -> Void = { _ in }
    ) async throws -> ApusModel.Operation {
        var request = CloneVirtualMachine(name: name)
        change(&request)
        return try await succeeded(
            try await cloneVM(source, request, key: Client.idempotencyKey()), within: limit)
    }
}
