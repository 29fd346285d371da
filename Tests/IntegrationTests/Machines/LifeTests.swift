import ApusClient
import ApusModel
import Foundation
import Testing

extension IntegrationTests {
    /// Stop, start and delete.
    @Suite struct Life {
        @Test func `a guest that listens shuts down by itself`() async throws {
            let key = try await GuestKey.made()
            try await Site.with { site in
                try await site.server.use { client in
                    var request = CreateVirtualMachine.tiny("polite")
                    request.cloudInit = CloudInit(user: "ada", sshKeys: [key.publicKey])
                    try await client.make(request)
                    let address = try await client.address(of: "polite")
                    _ = try await key.ask("ada", at: address.address, "true")
                    let stop = try await client.stopVM(
                        "polite", StopVirtualMachine(graceSeconds: 50), key: Client.idempotencyKey())
                    try await client.succeeded(stop)
                    #expect(try await client.vm("polite").state == .off)
                }
                #expect(try await site.host.virsh("domstate", "polite", "--reason") == "shut off (shutdown)")
            }
        }

        @Test func `a guest that ignores the button loses its power when its time is over`() async throws {
            try await Site.with { site in
                try await site.server.use { client in
                    try await client.make(.blank("deaf"))
                    let begin = ContinuousClock.now
                    let stop = try await client.stopVM(
                        "deaf", StopVirtualMachine(graceSeconds: 2), key: Client.idempotencyKey())
                    try await client.succeeded(stop)
                    #expect((.seconds(2) ... .seconds(8)).contains(ContinuousClock.now - begin))
                }
                #expect(try await site.host.virsh("domstate", "deaf", "--reason") == "shut off (destroyed)")
            }
        }

        @Test func `starting what runs is refused and stopping what is off succeeds`() async throws {
            try await Site.with { site in
                try await site.server.use { client in
                    try await client.make(.blank("one"))
                    await #expect {
                        try await client.startVM("one", key: Client.idempotencyKey())
                    } throws: {
                        refused($0, "invalid-state", 409)
                    }
                    for _ in 0..<2 {
                        let stop = try await client.stopVM(
                            "one", StopVirtualMachine(graceSeconds: 0), key: Client.idempotencyKey())
                        try await client.succeeded(stop)
                        #expect(try await client.vm("one").state == .off)
                    }
                    try await client.succeeded(try await client.startVM("one", key: Client.idempotencyKey()))
                    #expect(try await client.vm("one").state == .running)
                }
            }
        }

        @Test func `deleting takes disk, seed and domain away and nothing else`() async throws {
            try await Site.with { site in
                try await site.server.use { client in
                    let vm = try await client.make(.blank("goes"))
                    try await client.make(.blank("stays"))
                    try Data("mine".utf8).write(to: URL(filePath: site.poolFolder + "/foreign.img"))
                    let plan = try await client.deletionPlan("goes")
                    #expect(plan.deletes == vm.volumes && plan.deletes.count == 2 && plan.keeps == [])
                    #expect(try await site.host.domains() == ["goes", "stays"])
                    let end = try await client.succeeded(
                        try await client.deleteVM("goes", key: Client.idempotencyKey()))
                    #expect(end.deleted == plan)
                    #expect(try await client.vmIfAny("goes") == nil)
                }
                try await site.host.virsh("pool-refresh", Site.pool)
                #expect(try await Leftovers.find(site, wanted: ["stays"]) == ["file foreign.img is left"])
            }
        }
    }
}
