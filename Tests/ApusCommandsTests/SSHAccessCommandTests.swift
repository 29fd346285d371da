import ApusModel
import FoundationEssentials
import Testing

@testable import ApusCommands

@Suite struct SSHAccessCommandTests {
    private static var access: VirtualMachineSSHAccess {
        var access = VirtualMachineSSHAccess(
            settings: VirtualMachineSSH(user: "debian", key: "lab"), user: "debian", userSource: .settings, port: 22)
        access.hostKeys = ["SHA256:pinned"]
        access.refusedHostKey = "SHA256:other"
        return access
    }

    private func stage() throws -> (Stage, StubServer) {
        let server = StubServer { request in
            request.method == "DELETE" ? .init(status: 204) : Samples.json(Self.access)
        }
        let stage = Stage(["TERM": "dumb"], server: server)
        try stage.token()
        return (stage, server)
    }

    @Test func `without options it only shows, also the key that was refused`() async throws {
        let (stage, server) = try stage()
        #expect(await stage.run("vm", "ssh-access", "web-1") == 0)
        #expect(server.requests.map(\.method) == ["GET"])
        for words in ["debian", "SHA256:pinned", "SHA256:other"] { #expect(stage.output.contains(words)) }
    }

    @Test func `what is given changes, and the rest stays as it was set`() async throws {
        let (stage, server) = try stage()
        #expect(await stage.run("vm", "ssh-access", "web-1", "--port", "2222", "--no-jump") == 0)
        let request = try #require(server.requests.last)
        #expect(request.method == "PUT" && request.target == "/api/v1/vms/web-1/ssh-access")
        let body = try JSONCoding.decode(VirtualMachineSSH.self, from: Data(request.body.utf8))
        #expect(body == VirtualMachineSSH(user: "debian", port: 2222, key: "lab", jump: false))
    }

    @Test func `reset sets nothing`() async throws {
        let (stage, server) = try stage()
        #expect(await stage.run("vm", "ssh-access", "web-1", "--reset") == 0)
        #expect(server.requests.last?.method == "PUT" && server.requests.last?.body == "{}")
    }

    @Test func `the old host key is forgotten before anything is shown`() async throws {
        let (stage, server) = try stage()
        #expect(await stage.run("vm", "ssh-access", "web-1", "--forget-host-key") == 0)
        #expect(server.requests.map(\.method) == ["DELETE", "GET"])
        #expect(server.requests.first?.target == "/api/v1/vms/web-1/ssh-access/host-key")
    }
}
