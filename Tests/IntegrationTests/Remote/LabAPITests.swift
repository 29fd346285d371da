import ApusClient
import ApusModel
import Foundation
import Testing

extension IntegrationTests {
    /// The lab API's sockets (docs/LabAPI.md), as a program of the document uses them: websockets over plain HTTP.
    @Suite struct LabAPI {
        @Test func `a program types in a guest's terminal, and sees the guest stop`() async throws {
            let settings = [
                "lab.enabled=true", "lab.listen=127.0.0.1:0", "lab.openNetwork=true", "terminals.ssh.addKey=true",
                "terminals.ssh.user=ada",
            ]
            try await Site.with(settings: settings) { site in
                try await site.server.use { client in
                    var request = CreateVirtualMachine.tiny("one")
                    request.cloudInit = CloudInit(user: "ada")
                    try await client.make(request)
                    _ = try await client.address(of: "one")
                    let log = site.server.logText
                    let port = try #require(log.firstMatch(of: /lab API listens on .* \(port ([0-9]+)\)/)?.1)
                    let base = try #require(URL(string: "ws://127.0.0.1:\(port)/ws/vm/one/"))
                    try await eventually("the guest's ssh answers", within: .seconds(30), every: .milliseconds(500)) {
                        try await Self.talk(base.appending(path: "terminal"))
                        return true
                    }
                    let status = try PlainSocket(base.appending(path: "status"))
                    let first = try await status.text()
                    #expect(first.hasPrefix(#"{"name":"one","state":1,"max_memory":262144,"memory":262144,"vcpus":1,"#))
                    try await client.succeeded(
                        try await client.stopVM("one", .init(graceSeconds: 0), key: Client.idempotencyKey()))
                    try await eventually("the status says that it is off", within: .seconds(10)) {
                        try await status.text().contains(#""state":5"#)
                    }
                    status.close()
                    let recording = try await client.show(.recordings, "1", as: Recording.self)
                    #expect(recording.user == "ada" && recording.kind == .ssh)
                }
                #expect(try await Leftovers.find(site, wanted: ["one"]) == [])
            }
        }

        private static func talk(_ address: URL) async throws {
            let socket = try PlainSocket(address.appending(queryItems: [.init(name: "owner", value: "ada")]))
            defer { socket.close() }
            try await socket.send("echo he\"\"llo-$((6*7))\r")
            var shown = ""
            while !shown.contains("hello-42") {
                shown += try await socket.text()
                if shown.hasPrefix("[ws-ssh]") { throw ToolFailure(description: shown) }
            }
        }
    }
}
