import ApusModel
import Foundation
import Testing

@testable import ApusCommands

@Suite struct NetworkCommandTests {
    @Test(arguments: [
        (
            "--nat 10.10.0.0/24 --dhcp 10.10.0.10-10.10.0.200",
            #"{"address":"10.10.0.0/24","dhcp":{"ranges":[{"end":"10.10.0.200","start":"10.10.0.10"}]},"forward":"nat","name":"lab"}"#
        ),
        ("--isolated", #"{"forward":"isolated","name":"lab"}"#),
        ("--bridge br0 --host node1", #"{"bridge":"br0","forward":"bridge","host":"node1","name":"lab"}"#),
        ("--macvtap eth0 --no-start", #"{"devices":["eth0"],"forward":"macvtap","name":"lab","start":false}"#),
        ("--ovs ovs0 --vlan 42", #"{"bridge":"ovs0","forward":"ovs","name":"lab","vlan":42}"#),
    ])
    func `one line says a common wish`(words: String, body: String) async throws {
        let server = StubServer { _ in Samples.json(Samples.operation(.succeeded, kind: "network.create")) }
        let stage = Stage(server: server)
        try stage.token()
        let arguments = ["net", "create", "lab"] + words.split(separator: " ").map(String.init)
        let code = await Surroundings.$current.withValue(stage.surroundings) { await Program.run(arguments) }
        #expect(code == 0, "\(stage.error)")
        #expect(server.requests.first?.body == body)
    }

    @Test(arguments: [
        "net create lab", "net create lab --nat 10.0.0.0/24 --isolated", "net create Lab --isolated",
        "net create lab --isolated --dhcp 10.0.0.1", "net set lab", "net lease add lab 01:00:5e:00:00:01 10.0.0.5",
        "net dns add lab a_b 10.0.0.5", "net dns add lab db 010.0.0.5", "net delete lab",
    ])
    func `what cannot be meant is refused before it is sent`(line: String) async throws {
        let server = StubServer { _ in Samples.json(Samples.operation(.succeeded)) }
        let stage = Stage(server: server)
        try stage.token()
        let arguments = line.split(separator: " ").map(String.init)
        #expect(await Surroundings.$current.withValue(stage.surroundings) { await Program.run(arguments) } == 2)
        #expect(server.requests.isEmpty)
    }
}
