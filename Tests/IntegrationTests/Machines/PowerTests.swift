import ApusClient
import ApusModel
import Foundation
import Testing

extension IntegrationTests {
    /// The power of machines beyond start and stop, as virsh then sees it.
    @Suite struct Power {
        @Test func `a machine is suspended, resumed, reset, saved, restored and started afresh`() async throws {
            try await Site.with { site in
                try await site.server.use { client in
                    try await client.make(.blank("one"))
                    func state() async throws -> String { try await site.host.virsh("domstate", "one", "--reason") }
                    func run(_ verb: String) async throws {
                        try await client.succeeded(try await client.run(verb, vm: "one", key: Client.idempotencyKey()))
                    }
                    for _ in 0..<2 {
                        try await run("suspend")
                        #expect(try await state() == "paused (user)")
                        #expect(try await client.vm("one").state == .paused)
                    }
                    for _ in 0..<2 {
                        try await run("resume")
                        #expect(try await state() == "running (unpaused)")
                        #expect(try await client.vm("one").state == .running)
                    }
                    let process = try site.host.process(of: "one")
                    try await run("reset")
                    #expect(try site.host.process(of: "one") == process, "a reset keeps the process")
                    for _ in 0..<2 {
                        try await run("save")
                        #expect(try await state() == "shut off (saved)")
                        #expect(try await client.vm("one").state == .saved)
                    }
                    try await run("restore")
                    #expect(try await state() == "running (restored)")
                    try await run("save")
                    try await client.succeeded(try await client.startVM("one", key: Client.idempotencyKey()))
                    #expect(try await state() == "running (restored)", "a start restores what was saved")
                    try await run("save")
                    let afresh = StartVirtualMachine(discardSaved: true)
                    try await client.succeeded(try await client.startVM("one", afresh, key: Client.idempotencyKey()))
                    #expect(try await state() == "running (booted)")
                    try await run("save")
                    try await client.succeeded(try await client.discardSavedState("one", key: Client.idempotencyKey()))
                    #expect(try await client.vm("one").state == .off)
                    #expect(try await site.host.virsh("dominfo", "one").contains(/Managed save: +no/))
                    let paused = StartVirtualMachine(paused: true)
                    try await client.succeeded(try await client.startVM("one", paused, key: Client.idempotencyKey()))
                    #expect(try await state().hasPrefix("paused"))
                }
                #expect(try await Leftovers.find(site, wanted: ["one"]) == [])
            }
        }

        @Test func `a verb that the state does not allow says what to do`() async throws {
            try await Site.with { site in
                try await site.server.use { client in
                    try await client.make(.blank("off", start: false))
                    for verb in ["suspend", "resume", "reset", "reboot", "save", "restore"] {
                        await #expect {
                            _ = try await client.run(verb, vm: "off", key: Client.idempotencyKey())
                        } throws: { error in
                            refused(error, "invalid-state", 409)
                                && (error as? Problem)?.detail.contains("is off") == true
                                && (error as? Problem)?.detail.contains("tart it") == true
                        }
                    }
                    #expect(try await site.host.virsh("domstate", "off") == "shut off")
                }
            }
        }

        @Test func `a guest that listens reboots, and one that does not is reset when that is asked for`() async throws
        {
            let key = try await GuestKey.made()
            try await Site.with { site in
                try await site.server.use { client in
                    var request = CreateVirtualMachine.tiny("polite")
                    request.cloudInit = CloudInit(user: "ada", sshKeys: [key.publicKey])
                    try await client.make(request)
                    let address = try await client.address(of: "polite").address
                    let boot = "cat /proc/sys/kernel/random/boot_id"
                    let before = try await key.ask("ada", at: address, boot)
                    let begin = ContinuousClock.now
                    try await client.succeeded(
                        try await client.rebootVM("polite", .init(graceSeconds: 50), key: Client.idempotencyKey()))
                    print("reboot took \(ContinuousClock.now - begin)")
                    try await eventually("the guest has booted anew", within: .seconds(60)) {
                        try await key.ask("ada", at: address, boot) != before
                    }
                    try await client.make(.blank("deaf"))
                    let late = try await client.settled(
                        try await client.rebootVM("deaf", .init(graceSeconds: 1), key: Client.idempotencyKey()))
                    #expect(late.state == .failed && late.error?.code == "invalid-state", "\(late)")
                    let forced = try await client.succeeded(
                        try await client.rebootVM(
                            "deaf", .init(graceSeconds: 1, force: true), key: Client.idempotencyKey()))
                    #expect(forced.notes?.isEmpty == false)
                    #expect(try await site.host.virsh("domstate", "deaf") == "running")
                }
            }
        }
    }
}
