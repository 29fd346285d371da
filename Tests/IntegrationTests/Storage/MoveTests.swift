import ApusClient
import ApusModel
import Foundation
import Testing

extension IntegrationTests {
    /// Disks of machines that change their pool.
    @Suite struct Moves {
        @Test func `a disk moves under a running guest that writes, and nothing is lost`() async throws {
            let key = try await GuestKey.made()
            try await Site.with { site in
                try await site.server.use { client in
                    let folder = try await site.makePool("fast", client)
                    let vm = try await client.make(Self.guest("mover", key))
                    let address = try await client.address(of: "mover").address
                    func ask(_ command: String) async throws -> String {
                        try await key.ask("root", at: address, command)
                    }
                    let boot = try await ask("cat /proc/sys/kernel/random/boot_id")
                    let sum = try await ask(Self.prepare)
                    let name = "apus-\(vm.id.uuidString.lowercased()).qcow2"
                    let begin = ContinuousClock.now
                    let move = try await client.moveVolume(
                        "apus:\(name)", MoveVolume(pool: "fast"), key: Client.idempotencyKey())
                    try await client.succeeded(move, within: .seconds(240))
                    print("move of a running disk: \(ContinuousClock.now - begin)")
                    let counted = try #require(Int(try await ask("sync; tail -n 1 /root/count")))
                    try await Self.look(site, client, vm, name, folder)
                    let later = try await eventually("the guest counts on", within: .seconds(20)) {
                        let now = Int(try await ask("tail -n 1 /root/count")) ?? 0
                        return now > counted ? now : nil
                    }
                    #expect(try await ask("cat /proc/sys/kernel/random/boot_id") == boot, "the guest never restarted")
                    #expect(try await ask(Self.verify) == "\(sum) whole")
                    let stop = StopVirtualMachine(graceSeconds: 30)
                    try await client.succeeded(try await client.stopVM("mover", stop, key: Client.idempotencyKey()))
                    try await client.succeeded(try await client.startVM("mover", key: Client.idempotencyKey()))
                    let again = try await client.address(of: "mover").address
                    let kept = try await key.ask("root", at: again, "tail -n 1 /root/count")
                    #expect((Int(kept) ?? 0) >= later, "what was synced before the end is there after a restart")
                    try await client.succeeded(try await client.deleteVM("mover", key: Client.idempotencyKey()))
                    #expect(try FileManager.default.contentsOfDirectory(atPath: folder).isEmpty)
                }
                #expect(try await Leftovers.find(site, wanted: []) == [])
            }
        }

        @Test func `a move that fails leaves the guest running where it was and the new volume gone`() async throws {
            try await Site.with(failpoints: "volume.move-running.v1/pivot/before=error") { site in
                try await site.server.use { client in
                    let folder = try await site.makePool("fast", client)
                    let vm = try await client.make(.blank("stays"))
                    let ref = "apus:apus-\(vm.id.uuidString.lowercased()).qcow2"
                    let before = try await site.host.virsh("domblklist", "stays")
                    let move = try await client.moveVolume(ref, MoveVolume(pool: "fast"), key: Client.idempotencyKey())
                    #expect(try await client.settled(move).state == .failed)
                    #expect(try await site.host.virsh("domblklist", "stays") == before)
                    #expect(!(try await site.host.virsh("dumpxml", "stays").contains("<mirror")))
                    #expect(try FileManager.default.contentsOfDirectory(atPath: folder).isEmpty)
                    #expect(try await client.vm("stays").state == .running)
                }
            }
        }

        @Test func `the disk of a stopped machine moves, and it starts from there`() async throws {
            try await Site.with { site in
                try await site.server.use { client in
                    let folder = try await site.makePool("fast", client)
                    let vm = try await client.make(.blank("still", start: false))
                    let name = "apus-\(vm.id.uuidString.lowercased()).qcow2"
                    let move = try await client.moveVolume(
                        "apus:\(name)", MoveVolume(pool: "fast"), key: Client.idempotencyKey())
                    try await client.succeeded(move)
                    try await Self.look(site, client, vm, name, folder)
                    try await client.succeeded(try await client.startVM("still", key: Client.idempotencyKey()))
                    #expect(try await client.vm("still").state == .running)
                    try await client.succeeded(try await client.deleteVM("still", key: Client.idempotencyKey()))
                    #expect(try FileManager.default.contentsOfDirectory(atPath: folder).isEmpty)
                }
            }
        }

        /// Both definitions, the ownership and the inventory name the new place only.
        private static func look(
            _ site: Site, _ client: Client, _ vm: VirtualMachine, _ name: String, _ folder: String
        ) async throws {
            for flags in [[], ["--inactive"]] {
                let arguments = ["-q", "-c", site.host.address, "dumpxml", vm.name] + flags
                let xml = try await Tool.output("/usr/bin/virsh", arguments)
                #expect(xml.contains("'\(folder)/\(name)'") && !xml.contains("'\(site.poolFolder)/\(name)'"))
                #expect(xml.contains(">fast/\(name)<") && !xml.contains(">apus/\(name)<"))
            }
            #expect(try await !site.volumeNames(Site.pool).contains(name))
            #expect(try await client.vm(vm.name).volumes.contains("fast/\(name)"))
            #expect(try await client.volume("fast:\(name)").usedBy == [vm.name])
            let facts = try await Tool.output("/usr/bin/qemu-img", ["info", "-U", "\(folder)/\(name)"])
            #expect(!facts.contains("backing file"), "the copy needs nothing below it")
        }

        private static func guest(_ name: String, _ key: GuestKey) -> CreateVirtualMachine {
            var request = CreateVirtualMachine.tiny(name)
            request.userData = """
                #!/bin/sh
                mkdir -p /root/.ssh
                echo '\(key.publicKey)' >/root/.ssh/authorized_keys
                """
            return request
        }

        /// A file of noise whose sum is printed, and a counter that writes each number down.
        private static let prepare = """
            dd if=/dev/urandom of=/root/noise bs=64k count=128 2>/dev/null; sync
            (i=0; while [ ! -e /root/stop ]; do i=$((i+1)); echo $i >>/root/count; sync; sleep 0.1; done) \
            >/dev/null 2>&1 </dev/null &
            md5sum /root/noise | cut -d' ' -f1
            """

        /// The sum read from the disk, and whether the counter's numbers follow each other without a gap.
        private static let verify = """
            touch /root/stop; sleep 1; sync; echo 3 >/proc/sys/vm/drop_caches
            echo "$(md5sum /root/noise | cut -d' ' -f1) \
            $(awk '$1 != NR { bad = 1 } END { print bad ? "broken" : "whole" }' /root/count)"
            """
    }
}
