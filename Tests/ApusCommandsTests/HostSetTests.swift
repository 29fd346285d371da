import ApusModel
import Foundation
import Testing

@testable import ApusCommands

@Suite struct HostSetTests {
    @Test(arguments: [
        ("--label rack=a1 --no-label old", #"{"labels":{"old":null,"rack":"a1"}}"#),
        ("--cpu-overcommit 2 --reserve-memory 8G", #"{"overcommit":{"cpu":2},"reserved":{"memory":8589934592}}"#),
        ("--cpu-overcommit server --reserve-cpus 2", #"{"overcommit":{"cpu":null},"reserved":{"cpus":2}}"#),
    ]) func `one line says what is sent`(words: String, body: String) async throws {
        let host = ApusModel.Host(id: UUID(), number: 1, name: "node1", provider: UUID(), providerName: "lab")
        let server = StubServer { _ in Samples.json(host) }
        let stage = Stage(server: server)
        try stage.token()
        let arguments = ["host", "set", "node1"] + words.split(separator: " ").map(String.init)
        let code = await Surroundings.$current.withValue(stage.surroundings) { await Program.run(arguments) }
        #expect(code == 0, "\(stage.error)")
        #expect(server.requests.map(\.method) == ["PATCH"] && server.requests.first?.body == body)
        #expect(stage.output == "host node1 set\n")
    }

    @Test(arguments: [
        "host set node1", "host set --label a=b", "host set node1 --filter x=1 --label a=b", "host set node1 --label a",
        "host set node1 --label A=b", "host set node1 --label name=b", "host set node1 --label a=-",
        "host set node1 --label a=b --no-label a", "host set node1 --cpu-overcommit 0",
        "host set node1 --cpu-overcommit nan", "host set node1 --reserve-memory 1GB",
    ]) func `what cannot be meant is refused before it is sent`(line: String) async throws {
        let server = StubServer { _ in .init() }
        let stage = Stage(server: server)
        try stage.token()
        let arguments = line.split(separator: " ").map(String.init)
        #expect(await Surroundings.$current.withValue(stage.surroundings) { await Program.run(arguments) } == 2)
        #expect(server.requests.isEmpty)
    }
}
