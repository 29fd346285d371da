import ApusClient
import ApusModel
import FoundationEssentials
import Testing

@testable import ApusCommands

@Suite struct VMChangeTests {
    private func stage(_ server: StubServer, input: String? = nil, isTerminal: Bool = false) throws -> Stage {
        let stage = Stage(["TERM": "dumb", "EDITOR": "ed -s"], server: server, input: input, isTerminal: isTerminal)
        try stage.token()
        return stage
    }

    @Test(arguments: ["suspend", "pause", "resume", "reset", "save", "managedsave", "restore", "adopt", "release"])
    func `a verb is sent to its route`(verb: String) async throws {
        let server = StubServer { _ in Samples.json(Samples.operation(.succeeded)) }
        let stage = try stage(server)
        #expect(await stage.run("vm", verb, "web-1") == 0)
        let route = ["pause": "suspend", "managedsave": "save"][verb] ?? verb
        #expect(server.requests.map(\.target) == ["/api/v1/vms/web-1/\(route)"])
    }

    @Test func `set sends what was said and shows the notes`() async throws {
        let server = StubServer { _ in
            var operation = Samples.operation(.succeeded, kind: "vm.change")
            operation.notes = ["Takes effect at the next start: video."]
            return Samples.json(operation)
        }
        let stage = try stage(server)
        let code = await stage.run(
            "vm", "set", "web-1", "--cpus", "4", "--memory", "8G", "--tag", "a", "--note", "n", "--topology", "1x2x2",
            "--boot", "vda,52:54:00:00:00:01")
        #expect(code == 0 && stage.output == "vm web-1 changed\n")
        #expect(stage.error.contains("note: Takes effect at the next start: video."))
        let request = try #require(server.requests.first)
        #expect(request.method == "PATCH" && request.target == "/api/v1/vms/web-1")
        let body = try JSONCoding.decode(ChangeVirtualMachine.self, from: Data(request.body.utf8))
        #expect(body.cpus == 4 && body.memory == 8 << 30 && body.tags == ["a"] && body.description == "n")
        #expect(body.cpu?.topology == .init(sockets: 1, cores: 2, threads: 2) && body.bootOrder?.count == 2)
    }

    @Test(arguments: [
        ["set", "web-1"], ["set", "web-1", "--tag", "a", "--no-tags"], ["set", "web-1", "--topology", "2x2"],
        ["rename", "web-1", "Web"], ["edit", "web-1"], ["reboot", "web-1", "--timeout", "-1"],
    ])
    func `wrong usage sends nothing`(arguments: [String]) async throws {
        let server = StubServer { _ in Samples.json(Samples.operation(.succeeded)) }
        let stage = try stage(server)
        let code = await Surroundings.$current.withValue(stage.surroundings) {
            await Program.run(["vm"] + arguments)
        }
        #expect(code == 2 && server.requests.isEmpty)
    }

    @Test(arguments: [("y", 0), ("n", 1)] as [(String, Int32)])
    func `edit shows the difference, asks, and sends what was written with its base`(
        answer: String, code: Int32
    ) async throws {
        let server = StubServer { request in
            switch (request.method, request.target.contains("dryRun")) {
            case ("GET", _): Samples.json(MachineXML(xml: "<domain/>\n"))
            case (_, true): Samples.json(DefinitionReview(diff: "-<domain/>\n+<domain>x</domain>\n", faults: []))
            default: Samples.json(Samples.operation(.succeeded, kind: "vm.redefine"))
            }
        }
        let stage = try stage(server, input: answer, isTerminal: true)
        stage.world.withLock { world in
            world.edit = { program, path in
                guard program == ["ed", "-s"] else { return 1 }
                return (try? Data("<domain>x</domain>\n".utf8).write(to: URL(filePath: path))) == nil ? 1 : 0
            }
        }
        #expect(await stage.run("vm", "edit", "web-1") == code)
        #expect(stage.error.contains("+<domain>x</domain>"))
        let sent = server.requests.filter { $0.method == "PUT" && !$0.target.contains("dryRun") }
        #expect(sent.count == (code == 0 ? 1 : 0))
        for request in sent {
            let body = try JSONCoding.decode(RedefineVirtualMachine.self, from: Data(request.body.utf8))
            #expect(body.xml == "<domain>x</domain>\n" && body.base == "<domain/>\n")
        }
    }
}
