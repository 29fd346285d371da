import ApusModel
import Foundation
import Testing

@testable import ApusCommands

@Suite struct VMCreateTests {
    private func body(_ arguments: String...) async throws -> CreateVirtualMachine {
        let server = StubServer { _ in Samples.json(Samples.operation(.succeeded, kind: "vm.create")) }
        let stage = Stage(["TERM": "dumb"], server: server)
        try stage.token()
        let all = ["vm", "create"] + arguments + ["--cpus", "2", "--memory", "1G", "--tpm"]
        let code = await Surroundings.$current.withValue(stage.surroundings) { await Program.run(all) }
        #expect(code == 0, "\(stage.error)")
        return try JSONCoding.decode(CreateVirtualMachine.self, from: Data((server.requests.first?.body ?? "").utf8))
    }

    @Test func `disks and interfaces are said in short or by keys`() async throws {
        let body = try await body(
            "db", "--image", "debian", "--disk", "20G", "--disk", "size=1G,bus=scsi,discard=no", "--nic", "lan")
        #expect(body.diskSize == 20 << 30 && body.disks?.map(\.size) == [1 << 30])
        #expect(body.disks?.first?.bus == .scsi && body.disks?.first?.discard == false)
        #expect(body.nics == [.init(network: "lan")] && body.tpm == true)
    }

    @Test func `without an image every size is an empty disk`() async throws {
        let body = try await body("db", "--disk", "20G", "--topology", "1x2x1", "--boot", "network,disk")
        #expect(body.diskSize == nil && body.disks?.map(\.size) == [20 << 30])
        #expect(body.cpu?.topology?.count == 2 && body.bootOrder == [.network, .disk])
    }

    @Test(arguments: ["{n}-", "web", "web-{m}", "web-{n}{n}", "web-{n:3}"])
    func `a count wants a pattern that gives names`(_ name: String) async throws {
        let stage = Stage(["TERM": "dumb"], server: StubServer { _ in Samples.problem(Problem(.busy, "x")) })
        try stage.token()
        let code = await stage.run(
            "vm", "create", name, "--count", "2", "--image", "i", "--instance-type", "small")
        #expect(code == 2)
    }
}
