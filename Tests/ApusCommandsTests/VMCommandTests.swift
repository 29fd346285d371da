import ApusClient
import ApusModel
import FoundationEssentials
import Testing

@testable import ApusCommands

@Suite struct VMCommandTests {
    /// A stage with a token and a server's address.
    private func stage(_ server: StubServer, input: String? = nil, isTerminal: Bool = false) throws -> Stage {
        let stage = Stage(["TERM": "dumb"], server: server, input: input, isTerminal: isTerminal)
        try stage.token()
        return stage
    }

    @Test func `create sends what was said, with token and key, and follows the operation`() async throws {
        let server = StubServer { request in
            request.method == "POST"
                ? Samples.json(Samples.operation(.running, kind: "vm.create"))
                : Samples.json(Samples.operation(.succeeded, kind: "vm.create"))
        }
        let stage = try stage(server)
        let key = try stage.file("key.pub", "# mine\nssh-ed25519 AAAA ada\n\n")
        let code = await stage.run(
            "vm", "create", "web-1", "--image", "debian", "--cpus", "2", "--memory", "1.5G", "--ssh-key", key,
            "--ssh-key",
            "ssh-rsa BBBB", "--package", "htop", "--no-start", "--clone", "full")
        #expect(code == 0)
        #expect(stage.output == "vm web-1 created\n")
        #expect(stage.error == "vm.create web-1:  50% copying the disk\n")
        let request = try #require(server.requests.first)
        #expect(request.headers["authorization"] == "Bearer sesame")
        #expect(request.headers["idempotency-key"]?.isEmpty == false)
        let body = try JSONCoding.decode(CreateVirtualMachine.self, from: Data(request.body.utf8))
        #expect(body.memory == 1_610_612_736 && body.start == false && body.clone == .full)
        #expect(body.cloudInit == CloudInit(sshKeys: ["ssh-ed25519 AAAA ada", "ssh-rsa BBBB"], packages: ["htop"]))
        #expect(server.requests.last?.target.hasSuffix("?wait=1") == true)
    }

    @Test func `an operation that failed fails the command, with its reason`() async throws {
        let server = StubServer { _ in
            var operation = Samples.operation(.failed)
            operation.error = Problem(.hostRefused, "no bootable disk")
            return Samples.json(operation)
        }
        let stage = try stage(server)
        #expect(await stage.run("vm", "start", "web-1") == 1)
        #expect(stage.output.isEmpty)
        #expect(stage.error.contains("operation 7 (vm.start web-1) failed") && stage.error.contains("no bootable disk"))
    }

    @Test func `one bad name does not keep the others from being done`() async throws {
        let server = StubServer { request in
            request.target.contains("nope")
                ? Samples.problem(Problem(.notFound, "no vm nope"))
                : Samples.json(Samples.operation(.succeeded, kind: "vm.stop"))
        }
        let stage = try stage(server)
        #expect(await stage.run("vm", "stop", "nope", "web-1", "--force") == 1)
        #expect(stage.output == "vm web-1 stopped\n")
        #expect(stage.error.contains("no vm nope"))
        #expect(server.requests.last?.body == #"{"graceSeconds":0}"#)
    }

    @Test func `no-wait says how to follow`() async throws {
        let server = StubServer { _ in Samples.json(Samples.operation(.pending)) }
        let stage = try stage(server)
        #expect(await stage.run("vm", "start", "web-1", "--no-wait") == 0)
        #expect(stage.output.contains("apus operation watch 7"))
        #expect(server.requests.count == 1)
    }

    @Test(arguments: [("n", 1), ("", 1), ("y", 0)] as [(String, Int32)])
    func `deleting asks on a terminal, says which disks go, and takes only yes`(answer: String, code: Int32)
        async throws
    {
        let plan = DeletionPlan(vm: UUID(), name: "web-1", deletes: ["apus/web-1.qcow2"], keeps: ["/srv/x.iso"])
        let server = StubServer { request in
            request.target.contains("dryRun=true")
                ? Samples.json(plan) : Samples.json(Samples.operation(.succeeded, kind: "vm.delete"))
        }
        let stage = try stage(server, input: answer, isTerminal: true)
        #expect(await stage.run("vm", "delete", "web-1") == code)
        #expect(stage.error.contains("deletes apus/web-1.qcow2") && stage.error.contains("keeps   /srv/x.iso"))
        let deletions = server.requests.filter { !$0.target.contains("dryRun") }
        #expect(deletions.map(\.target) == (code == 0 ? ["/api/v1/vms/\(plan.vm.uuidString.lowercased())"] : []))
    }

    @Test func `a private key is not sent`() async throws {
        let server = StubServer { _ in Samples.json(Samples.operation(.succeeded)) }
        let stage = try stage(server)
        let key = try stage.file("id", "-----BEGIN OPENSSH PRIVATE KEY-----\n")
        #expect(await stage.run("vm", "create", "a", "--image", "x", "--instance-type", "s", "--ssh-key", key) == 1)
        #expect(server.requests.isEmpty)
        #expect(stage.error.contains("id.pub"))
    }
}
