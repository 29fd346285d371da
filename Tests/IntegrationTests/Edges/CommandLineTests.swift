import ApusModel
import Foundation
import Testing

extension IntegrationTests {
    /// The command line against a real server, as a script uses it.
    @Suite struct CommandLine {
        @Test func `the whole tree from provider to deleted machine`() async throws {
            try await ApusServerProcess.with(["images.directories=" + Images.folder()]) { server in
                let host = try await Libvirtd.shared()
                try await host.clear()
                try await server.start()
                let apus = Shell(server: server)
                try await Self.addThings(apus, host, try await Images.folder())
                try await Self.makeMachine(apus)
                try await Self.readRows(apus)
                try await Self.stopAndStart(apus)
                try await Self.remove(apus)
                #expect(try await host.domains() == [])
                try await host.clear()
            }
        }

        @Test func `wrong usage is 2, a refusal is 1, and both say why on standard error`() async throws {
            try await ApusServerProcess.with { server in
                try await server.start()
                let apus = Shell(server: server)
                for wrong in [
                    ["vm", "create"], ["vm", "lst"], ["vm", "delete", "x"],
                    ["vm", "create", "A_b", "--image", "x", "--instance-type", "y"],
                ] {
                    let result = try await apus.run(wrong)
                    #expect(result.status == 2 && result.output.isEmpty && !result.complaint.isEmpty, "\(wrong)")
                }
                for refused in [
                    ["vm", "show", "absent"], ["vm", "start", "absent"], ["image", "add", "x", "/etc/passwd"],
                    ["vm", "list", "--filter", "nothing ="],
                ] {
                    let result = try await apus.run(refused)
                    #expect(result.status == 1 && result.output.isEmpty && !result.complaint.isEmpty, "\(refused)")
                }
                let problem = try await apus.run(["vm", "show", "absent", "-o", "json"])
                #expect(problem.status == 1 && problem.complaint.contains("\"not-found\""), "\(problem.complaint)")
                await server.kill()
                let silent = try await apus.run(["vm", "list"])
                #expect(
                    silent.status == 1 && silent.complaint.contains("apusd") || silent.complaint.contains("connect"))
                let doctor = try await apus.run(["doctor"])
                #expect(doctor.status == 1)
            }
        }

        private static func addThings(_ apus: Shell, _ host: Libvirtd, _ images: String) async throws {
            let pool = host.pools + "/" + UUID().uuidString
            #expect(
                try await apus.good(
                    "provider", "add", "lab", host.address, "--pool", "cli", "--pool-path", pool, "-o", "name") == "lab"
            )
            try await eventually("the host is up", within: .seconds(20)) {
                try await apus.good("host", "list", "-o", "csv", "--columns", "name,state").contains("lab,up")
            }
            #expect(try await apus.good("image", "add", "blank", images + "/blank.qcow2", "-o", "name") == "blank")
            let type = try await apus.value(
                InstanceType.self, "instance-type", "create", "nano", "--cpus", "1", "--memory", "32MiB", "-o", "json")
            #expect(type.memory == 32 << 20)
            #expect(try await apus.good("doctor").contains("ok"))
        }

        private static func makeMachine(_ apus: Shell) async throws {
            let arguments = ["vm", "create", "one", "--image", "blank", "--instance-type", "nano", "-o", "json"]
            let operation = try await apus.value(ApusModel.Operation.self, arguments)
            #expect(operation.state == .succeeded && operation.kind == "vm.create")
            let again = try await apus.run(arguments)
            #expect(again.status == 1 && again.complaint.contains("name-taken"), "\(again.complaint)")
        }

        private static func readRows(_ apus: Shell) async throws {
            let vm = try await apus.value(VirtualMachine.self, "vm", "show", "one", "-o", "json")
            #expect(vm.name == "one" && vm.state == .running)
            let rows = try await apus.value([VirtualMachine].self, "vm", "list", "-o", "json")
            #expect(rows.map(\.id) == [vm.id])
            #expect(try await apus.good("vm", "list", "-o", "name", "--filter", "state = running") == "one")
            #expect(try await apus.good("vm", "list", "-o", "name", "--filter", "state = off") == "")
            let csv = try await apus.good("vm", "list", "-o", "csv", "--columns", "name,state,memory")
            #expect(csv.split(whereSeparator: \.isNewline) == ["name,state,memory", "one,running,33554432"])
            let nouns = [
                "provider": "lab", "host": "lab", "image": "blank", "instance-type": "nano", "network": "default",
                "pool": "cli",
            ]
            for (noun, name) in nouns {
                #expect(try await apus.good(noun, "list", "-o", "name") == name)
                #expect(try await apus.good(noun, "list").contains(name))
                #expect(try await apus.good(noun, "show", name, "-o", "yaml").contains("name: \(name)"))
            }
            #expect(try await apus.good("operation", "list", "-o", "csv").contains("vm.create"))
            #expect(try await apus.good("host", "doctor", "lab", "-o", "json").contains("\"ok\""))
        }

        private static func stopAndStart(_ apus: Shell) async throws {
            #expect(try await apus.good("vm", "stop", "one", "--force").contains("one"))
            #expect(try await apus.good("vm", "start", "one", "-o", "name") == "one")
            let running = try await apus.run(["vm", "start", "one"])
            #expect(running.status == 1 && running.complaint.contains("running"))
        }

        private static func remove(_ apus: Shell) async throws {
            let plan = try await apus.value([DeletionPlan].self, "vm", "delete", "one", "--dry-run", "-o", "json")
            #expect(plan.first?.deletes.count == 2)
            #expect(try await apus.good("vm", "delete", "one", "--yes", "-o", "name") == "one")
            #expect(try await apus.good("vm", "list", "-o", "name") == "")
            for (noun, name) in [("image", "blank"), ("instance-type", "nano")] {
                _ = try await apus.good(noun, noun == "image" ? "remove" : "delete", name)
            }
            _ = try await apus.good("provider", "remove", "lab")
            #expect(try await apus.good("host", "list", "-o", "name") == "")
        }
    }
}

/// `apus` with the address and token of a server, without a terminal.
struct Shell {
    let server: ApusServerProcess

    func run(_ arguments: [String]) async throws -> ToolResult {
        let environment = [
            "APUS_URL": await server.url(""), "APUS_TOKEN_FILE": server.token, "HOME": server.folder,
            "PATH": "/usr/bin:/bin",
        ]
        let result = try await Tool.run(Places.apus, arguments, environment: environment)
        #expect(!result.output.contains("\u{1B}") && !result.complaint.contains("\u{1B}"), "escapes in \(arguments)")
        return result
    }

    /// What a command prints that must succeed, without its last line end.
    func good(_ arguments: String...) async throws -> String { try await good(arguments) }

    func value<Value: Decodable>(_ type: Value.Type, _ arguments: String...) async throws -> Value {
        try await value(type, arguments)
    }

    func value<Value: Decodable>(_ type: Value.Type, _ arguments: [String]) async throws -> Value {
        try JSONCoding.decode(type, from: Data(try await good(arguments).utf8))
    }

    private func good(_ arguments: [String]) async throws -> String {
        let result = try await run(arguments)
        guard result.status == 0 else {
            throw ToolFailure(description: "apus \(arguments) ended with \(result.status): \(result.complaint)")
        }
        return result.output.trimmingCharacters(in: .whitespacesAndNewlines)
    }
}
