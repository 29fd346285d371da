import ApusClient
import ApusModel
import Foundation
import Testing

extension IntegrationTests {
    /// Machines that others made, and Apus takes over.
    @Suite struct Adoption {
        @Test func `adopting and releasing touches nothing but the metadata of Apus`() async throws {
            try await Site.with { site in
                try await site.host.virsh("define", try Foreign.write(site))
                try await site.host.virsh("start", "foreign")
                func xml(_ flags: String...) async throws -> String {
                    try await Tool.output(
                        "/usr/bin/virsh",
                        ["-q", "-c", site.host.address, "dumpxml", "foreign", "--security-info"] + flags)
                }
                let (live, next) = (try await xml(), try await xml("--inactive"))
                let process = try site.host.process(of: "foreign")
                try await site.server.use { client in
                    try await eventually("the foreign machine is shown", within: .seconds(5)) {
                        try await client.vmIfAny("foreign")?.state == .running
                    }
                    for _ in 0..<2 {
                        try await client.succeeded(
                            try await client.run("adopt", vm: "foreign", key: Client.idempotencyKey()))
                        let vm = try await client.vm("foreign")
                        #expect(vm.managed && vm.adopted && vm.volumes == [])
                    }
                    let adopted = try await xml("--inactive")
                    #expect(Self.withoutMark(adopted) == next)
                    #expect(Self.withoutMark(try await xml()) == live)
                    var change = ChangeVirtualMachine()
                    change.tags = ["mine"]
                    try await client.succeeded(
                        try await client.changeVM("foreign", change, key: Client.idempotencyKey()))
                    #expect(try await client.vm("foreign").tags == ["mine"])
                    for _ in 0..<2 {
                        try await client.succeeded(
                            try await client.run("release", vm: "foreign", key: Client.idempotencyKey()))
                        #expect(try await client.vm("foreign").managed == false)
                    }
                    #expect(try await xml() == live)
                    #expect(try await xml("--inactive") == next)
                    #expect(try site.host.process(of: "foreign") == process)
                }
            }
        }

        @Test func `deleting an adopted machine keeps its disks unless all are to go and none else uses them`()
            async throws
        {
            try await Site.with { site in
                try await site.server.use { client in
                    // The pool comes with the first machine.
                    try await client.make(.blank("ours", start: false))
                    try await site.host.virsh("vol-create-as", Site.pool, "own.qcow2", "1M", "--format", "qcow2")
                    let disk = site.poolFolder + "/own.qcow2"
                    try await site.host.virsh("define", try Foreign.write(site, disk: disk))
                    try await eventually("the foreign machine is shown", within: .seconds(5)) {
                        try await client.vmIfAny("foreign") != nil
                    }
                    try await client.succeeded(
                        try await client.run("adopt", vm: "foreign", key: Client.idempotencyKey()))
                    let own = try await client.deletionPlan("foreign")
                    #expect(own.deletes == [] && own.keeps == [disk])
                    let all = try await client.deletionPlan("foreign", volumes: .all)
                    #expect(all.deletes == ["\(Site.pool)/own.qcow2"] && all.keeps == [])
                    try await site.host.virsh(
                        "vol-create-as", Site.pool, "above.qcow2", "1M", "--format", "qcow2", "--backing-vol",
                        "own.qcow2", "--backing-vol-format", "qcow2")
                    let used = try await client.deletionPlan("foreign", volumes: .all)
                    #expect(used.deletes == [] && used.keeps == [disk], "\(used)")
                    #expect(used.notes?.first?.contains("above.qcow2") == true)
                    try await site.host.virsh("vol-delete", "above.qcow2", Site.pool)
                    try await client.succeeded(
                        try await client.deleteVM("foreign", volumes: .all, key: Client.idempotencyKey()))
                    #expect(try await site.host.domains() == ["ours"])
                    #expect(!FileManager.default.fileExists(atPath: disk))
                }
                #expect(try await Leftovers.find(site, wanted: ["ours"]) == [])
            }
        }

        @Test(
            .enabled(
                if: FileManager.default.isExecutableFile(atPath: "/usr/bin/virt-install"),
                "needs virtinst, see lab/packages"))
        func `a machine of virt-install is adopted, changed beside virt-xml, and released`() async throws {
            try await Site.with { site in
                try await Self.virtInstall(site)
                try await site.server.use { client in
                    try await eventually("the machine is shown", within: .seconds(5)) {
                        try await client.vmIfAny("made") != nil
                    }
                    let before = try await site.host.virsh("dumpxml", "made", "--inactive")
                    try await client.succeeded(try await client.run("adopt", vm: "made", key: Client.idempotencyKey()))
                    #expect(Self.withoutMark(try await site.host.virsh("dumpxml", "made", "--inactive")) == before)
                    var change = ChangeVirtualMachine()
                    (change.cpus, change.tags) = (2, ["lab"])
                    try await client.succeeded(try await client.changeVM("made", change, key: Client.idempotencyKey()))
                    try await Tool.output(
                        "/usr/bin/virt-xml",
                        ["--connect", site.host.address, "made", "--edit", "--metadata", "title=by virt-xml"])
                    try await eventually("the title is shown", within: .seconds(5)) {
                        try await client.vm("made").title == "by virt-xml"
                    }
                    let vm = try await client.vm("made")
                    #expect(vm.managed && vm.tags == ["lab"] && vm.cpus == 2)
                    try await client.succeeded(
                        try await client.run("release", vm: "made", key: Client.idempotencyKey()))
                    #expect(!(try await site.host.virsh("dumpxml", "made").contains("urn:apus")))
                }
            }
        }

        private static func virtInstall(_ site: Site) async throws {
            try await Tool.output(
                "/usr/bin/virt-install",
                [
                    "--connect", site.host.address, "--name", "made", "--memory", "32", "--vcpus", "1", "--disk",
                    "none",
                    "--network", "none", "--import", "--osinfo", "detect=off,require=off,name=generic",
                    "--noautoconsole",
                    "--virt-type", "qemu", "--noreboot", "--boot", "hd", "--graphics", "none",
                ], within: .seconds(120))
            _ = try? await site.host.virsh("destroy", "made")
        }

        /// A dump without the element of Apus, and without what held nothing else.
        private static func withoutMark(_ xml: String) -> String {
            xml.replacing(/[ ]*<apus:vm [^>]*(\/>|>(.|\n)*?<\/apus:vm>)\n/, with: "")
                .replacing(/[ ]*<metadata>\n *<\/metadata>\n/, with: "")
        }
    }
}
