import ApusModel
import FoundationEssentials
import Testing

@testable import ApusCommands

@Suite struct DeviceCommandTests {
    @Test func `attach sends the disk that was said`() async throws {
        let server = StubServer { _ in Samples.json(Samples.operation(.succeeded, kind: "vm.attach-disk")) }
        let stage = Stage(["TERM": "dumb"], server: server)
        try stage.token()
        #expect(
            await stage.run(
                "vm", "disk", "attach", "web-1", "--size", "1.5G", "--bus", "scsi", "--read-only", "--no-discard",
                "--cache", "none") == 0)
        let request = try #require(server.requests.first)
        #expect(request.method == "POST" && request.target == "/api/v1/vms/web-1/disks")
        let body = try JSONCoding.decode(AttachDisk.self, from: Data(request.body.utf8))
        var wanted = AttachDisk(size: 1_610_612_736)
        (wanted.bus, wanted.readOnly, wanted.discard, wanted.cache) = (.scsi, true, false, AttachDisk.Cache.none)
        #expect(body == wanted)
    }

    @Test func `deleting a volume needs a person's word`() async throws {
        let server = StubServer { _ in Samples.json(Samples.operation(.succeeded, kind: "vm.detach-disk")) }
        let stage = Stage(["TERM": "dumb"], server: server)
        try stage.token()
        #expect(await stage.run("vm", "disk", "detach", "web-1", "vdb", "--delete-volume") != 0)
        #expect(server.requests.isEmpty)
        #expect(await stage.run("vm", "disk", "detach", "web-1", "vdb", "--delete-volume", "--yes") == 0)
        #expect(server.requests.first?.target == "/api/v1/vms/web-1/disks/vdb?deleteVolume=true")
    }
}
