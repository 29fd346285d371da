import ApusClient
import ApusModel
import Foundation
import Testing

extension IntegrationTests {
    /// Snapshots of real machines, seen from outside by `virsh` and `qemu-img`.
    @Suite struct Snapshots {
        @Test func `a guest goes back to what it was, with its memory and without`() async throws {
            let key = try await GuestKey.made()
            try await Site.with { site in
                try await site.server.use { client in
                    var request = CreateVirtualMachine.tiny("web")
                    request.cloudInit = CloudInit(user: "ada", sshKeys: [key.publicKey])
                    try await client.make(request)
                    let address = try await client.address(of: "web").address
                    _ = try await key.ask("ada", at: address, "echo old >note; sync; echo here >/tmp/memory")
                    try await client.snapshot("web", "one") { $0.memory = true }
                    #expect(try await site.host.virsh("snapshot-list", "web", "--name") == "one")
                    _ = try await key.ask("ada", at: address, "echo new >note; sync; rm /tmp/memory")
                    let back = try await client.revert("web", to: "one", .init(), key: Client.idempotencyKey())
                    try await client.succeeded(back)
                    #expect(try await key.ask("ada", at: address, "cat note /tmp/memory") == "old\nhere")
                    try await client.deleteSnapshot("one", of: "web")
                    #expect(try await client.vm("web").snapshots == 0)

                    try await client.snapshot("web", "two")
                    #expect(try await client.snapshot("two", of: "web").kind == .external)
                    _ = try await key.ask("ada", at: address, "echo new >note; sync")
                    let again = try await client.revert("web", to: "two", .init(), key: Client.idempotencyKey())
                    try await client.succeeded(again)
                    #expect(try await key.ask("ada", at: address, "cat note") == "old")
                    try await client.deleteSnapshot("two", of: "web")
                    _ = try await key.ask("ada", at: address, "cat note")
                    #expect(try await Leftovers.find(site, wanted: ["web"]) == [])
                }
            }
        }

        @Test(arguments: [false, true])
        func `a tree of external snapshots is what virsh shows, and merges to nothing`(isRunning: Bool) async throws {
            try await Site.with { site in
                try await site.server.use { client in
                    try await client.make(.blank("tree", start: isRunning))
                    for name in ["a", "b", "c"] { try await client.snapshot("tree", name) { $0.kind = .external } }
                    try await site.expectTree("tree", ["a": nil, "b": "a", "c": "b"], current: "c")
                    let back = try await client.revert("tree", to: "a", .init(), key: Client.idempotencyKey())
                    try await client.succeeded(back)
                    try await client.snapshot("tree", "d") { $0.kind = .external }
                    try await site.expectTree("tree", ["a": nil, "b": "a", "c": "b", "d": "a"], current: "d")
                    try await client.deleteSnapshot("a", of: "tree")
                    try await site.expectTree("tree", ["b": nil, "c": "b", "d": nil], current: "d")
                    for name in ["d", "b", "c"] { try await client.deleteSnapshot(name, of: "tree") }
                    try await site.expectTree("tree", [:], current: nil)
                    #expect(try await client.vm("tree").state == (isRunning ? .running : .off))
                    #expect(try await client.vm("tree").volumes.count == 2)
                    #expect(try await site.chain("tree").count == 2, "the disk and its golden base")
                    #expect(try await Leftovers.find(site, wanted: ["tree"]) == [])
                }
            }
        }

        @Test func `the middle of three is merged, and the machine is deleted with what is left`() async throws {
            try await Site.with { site in
                try await site.server.use { client in
                    try await client.make(.blank("three"))
                    for name in ["a", "b", "c"] { try await client.snapshot("three", name) }
                    #expect(try await site.chain("three").count == 5)
                    try await client.deleteSnapshot("b", of: "three")
                    try await site.expectTree("three", ["a": nil, "c": "a"], current: "c")
                    #expect(try await site.chain("three").count == 4)
                    let back = try await client.revert(
                        "three", to: "c", .init(start: false), key: Client.idempotencyKey())
                    try await client.succeeded(back)
                    #expect(try await site.host.virsh("domstate", "three") == "shut off")
                    try await client.succeeded(try await client.deleteVM("three", key: Client.idempotencyKey()))
                }
                #expect(try await Leftovers.find(site, wanted: []) == [])
            }
        }

        @Test func `internal snapshots of a machine that is off are virsh's own`() async throws {
            try await Site.with { site in
                try await site.server.use { client in
                    try await client.make(.blank("off", start: false))
                    for name in ["a", "b", "c"] { try await client.snapshot("off", name) }
                    try await site.expectTree("off", ["a": nil, "b": "a", "c": "b"], current: "c")
                    let back = try await client.revert("off", to: "a", .init(), key: Client.idempotencyKey())
                    try await client.succeeded(back)
                    try await site.expectTree("off", ["a": nil, "b": "a", "c": "b"], current: "a")
                    try await site.host.virsh("snapshot-create-as", "off", "outside")
                    try await eventually("the outside one is shown", within: .seconds(70)) {
                        try await client.snapshots(of: "off").count == 4
                    }
                    let all = try await client.deleteSnapshot(
                        "a", of: "off", children: true, key: Client.idempotencyKey())
                    try await client.succeeded(all)
                    try await site.expectTree("off", [:], current: nil)
                }
            }
        }

        @Test func `the command line takes, draws, reverts and deletes`() async throws {
            try await Site.with { site in
                try await site.server.use { _ = try await $0.make(.blank("drawn", start: false)) }
                for name in ["a", "b"] { try await site.apus("vm", "snapshot", "create", "drawn", name) }
                try await site.apus("vm", "snapshot", "revert", "drawn", "a", "--yes")
                try await site.apus("snapshot", "create", "drawn", "c", "--description", "a note")
                #expect(try await site.apus("vm", "snapshot", "tree", "drawn") == "a\n├─ b\n└─ c *")
                let listed = try await site.apus("vm", "snapshot", "list", "drawn", "-o", "name")
                #expect(listed == "a\nb\nc")
                #expect(try await site.apus("vm", "snapshot", "list", "drawn").contains("internal"))
                #expect(try await site.apus("vm", "snapshot", "show", "drawn", "c").contains("a note"))
                let named = try await site.apus("snapshot", "list", "--filter", "vm = drawn, parent = a", "-o", "name")
                #expect(Set(named.split(separator: "\n")) == ["b", "c"])
                try await site.apus("vm", "snapshot", "delete", "drawn", "a", "--children", "--yes")
                #expect(try await site.host.virsh("snapshot-list", "drawn", "--name") == "")
            }
        }

        @Test func `what libvirt cannot do is refused in words`() async throws {
            try await Site.with { site in
                try await site.server.use { client in
                    try await client.make(.blank("picky"))
                    try await client.snapshot("picky", "a")
                    await #expect {
                        try await client.snapshot("picky", "b") { $0.memory = true }
                    } throws: {
                        refused($0, "invalid-state", 409)
                    }
                    await #expect {
                        try await client.snapshot("picky", "a")
                    } throws: {
                        refused($0, "name-taken", 409)
                    }
                }
            }
        }
    }
}

extension Client {
    /// Takes a snapshot and waits for it.
    func snapshot(_ vm: String, _ name: String, _ change: (inout CreateSnapshot) -> Void = { _ in }) async throws {
        var request = CreateSnapshot(name: name)
        change(&request)
        let end = try await succeeded(try await createSnapshot(of: vm, request, key: Client.idempotencyKey()))
        guard end.created?.name == name else {
            throw ToolFailure(description: "made \(String(describing: end.created))")
        }
    }

    func deleteSnapshot(_ name: String, of vm: String) async throws {
        try await succeeded(try await deleteSnapshot(name, of: vm, key: Client.idempotencyKey()))
    }
}

extension Site {
    /// Whether Apus and `virsh` show this tree, by name and parent, and every chain is sound.
    func expectTree(_ vm: String, _ tree: [String: String?], current: String?) async throws {
        let rows = try await server.use { try await $0.snapshots(of: vm) }
        #expect(Dictionary(uniqueKeysWithValues: rows.map { ($0.name, $0.parent) }) == tree)
        #expect(rows.first(where: \.isCurrent)?.name == current)
        let lines = try await host.virsh("snapshot-list", vm, "--parent").split(separator: "\n").map(String.init)
        #expect(lines.count == tree.count, "\(lines)")
        for (name, parent) in tree {
            let info = try await host.virsh("snapshot-info", vm, name)
            let shown = info.firstMatch(of: /Parent: +(\S+)/).map { String($0.1) }
            #expect(shown == (parent ?? "-"), "\(info)")
        }
        _ = try await chain(vm)
    }

    /// The images of the machine's first disk, the upmost first, as `qemu-img` reads them.
    func chain(_ vm: String) async throws -> [String] {
        let blocks = try await host.virsh("domblklist", vm)
        guard let path = blocks.firstMatch(of: /vda +(\S+)/) else { return [] }
        let info = try await Tool.output("/usr/bin/qemu-img", ["info", "-U", "--backing-chain", String(path.1)])
        return info.matches(of: /(?m)^image: (.+)$/).map { String($0.1) }
    }
}

extension Site {
    /// What `apus` prints, which must succeed.
    @discardableResult
    fileprivate func apus(_ arguments: String...) async throws -> String {
        let environment = ["APUS_URL": await server.url(""), "APUS_TOKEN_FILE": server.token, "HOME": server.folder]
        let result = try await Tool.run(Places.apus, arguments, environment: environment)
        guard result.status == 0 else { throw ToolFailure(description: "apus \(arguments): \(result.complaint)") }
        return result.output.trimmingCharacters(in: .whitespacesAndNewlines)
    }
}
