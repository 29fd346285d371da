import ApusCore
import ApusModel
import Foundation
import Testing

@testable import ApusServer

@Suite struct RecordingRouteTests {
    /// A recording of somebody, with what the terminal showed.
    @discardableResult
    private func record(
        _ server: TestServer, _ shown: String, by user: String = "user", state: Recording.State = .whole
    ) async throws -> Recording {
        let files = try server.core.recordings.files()
        var row = Recording(
            id: UUID(), name: "web1-\(UUID().uuidString.prefix(4))", kind: .ssh, vm: UUID(), vmName: "web1",
            host: UUID(),
            hostName: "node-1", user: user, started: Date(), input: false)
        let beginning = RecordingBeginning(id: row.id, size: .usual, title: "t", started: row.started)
        let recorder = try await files.begin(beginning) { _ in }
        try recorder.output(Array(shown.utf8))
        await recorder.end()
        (row.bytes, row.state) = (try await files.size(of: row.id), state)
        server.core.estate.recordings.upsert([row])
        return row
    }

    @Test func `recordings are listed, filtered, shown and told as CSV like all else`() async throws {
        try await TestServer.run { server in
            let row = try await record(server, "hello")
            let list = try await server.ask("GET", "/api/v1/recordings?filter=vm=web1,state=whole", as: .viewer)
            #expect(list.status == 200)
            #expect(list.text.contains(row.id.uuidString.lowercased()))
            let one = try await server.ask("GET", "/api/v1/recordings/\(row.name)", as: .viewer)
            #expect(try one.decode(Recording.self).bytes == row.bytes)
            let csv = try await server.ask("GET", "/api/v1/recordings", nil, as: .viewer, ["Accept": "text/csv"])
            #expect(csv.text.contains(row.name))
            #expect(try await server.ask("GET", "/api/v1/kinds", as: .viewer).text.contains("\"recordings\""))
        }
    }

    @Test func `the file is sent whole or in part`() async throws {
        try await TestServer.run { server in
            let row = try await record(server, "hello")
            let path = "/api/v1/recordings/\(row.id.uuidString)/content"
            let whole = try await server.ask("GET", path)
            #expect(whole.status == 200)
            #expect(whole["Content-Type"] == "application/x-asciicast")
            #expect(whole["Content-Disposition"]?.hasSuffix(".cast\"") == true)
            #expect(whole.text.hasPrefix("{\"version\": 2,"))
            #expect(whole.text.contains("\"hello\"]\n"))
            let part = try await server.ask("GET", path, nil, as: .administrator, ["Range": "bytes=1-9"])
            #expect(part.status == 206)
            #expect(part.text == "\"version\"")
            let beyond = try await server.ask("GET", path, nil, as: .administrator, ["Range": "bytes=99999-"])
            #expect(beyond.status == 416)
            try await server.core.recordings.files().remove(row.id)
            #expect(try await server.ask("GET", path).status == 404)
        }
    }

    @Test func `users read and search their own recordings, operators all`() async throws {
        try await TestServer.run { server in
            let own = try await record(server, "own secret\r\n", by: "user")
            let other = try await record(server, "other secret\r\n", by: "somebody")
            let path = "/api/v1/recordings/\(other.id.uuidString)/content"
            #expect(try await server.ask("GET", path, as: .viewer).status == 403)
            #expect(try await server.ask("GET", path, as: .user).status == 403)
            #expect(try await server.ask("GET", path, as: .operator).status == 200)
            let search = "/api/v1/recordings/search?text=SECRET"
            let mine = try await server.ask("GET", search, as: .user).decode(RecordingMatches.self)
            #expect(mine.items.map(\.recording) == [own.id])
            #expect(mine.items.map(\.line) == ["own secret"])
            #expect(try await server.ask("GET", search, as: .operator).decode(RecordingMatches.self).items.count == 2)
            let few = try await server.ask("GET", search + "&limit=1", as: .operator).decode(RecordingMatches.self)
            #expect(few.items.count == 1)
            #expect(!few.complete)
            #expect(try await server.ask("GET", "/api/v1/recordings/search", as: .operator).status == 422)
        }
    }

    @Test func `a recording is deleted by an administrator, and the log says by whom`() async throws {
        try await TestServer.run { server in
            let row = try await record(server, "x")
            let open = try await record(server, "y", state: .recording)
            let path = "/api/v1/recordings/\(row.id.uuidString)"
            #expect(try await server.ask("DELETE", path, as: .operator).status == 403)
            #expect(try await server.ask("DELETE", path).status == 204)
            #expect(try await server.ask("GET", path).status == 404)
            #expect(try await server.ask("GET", path + "/content").status == 404)
            #expect(server.log.text.contains("A recording was deleted"))
            #expect(server.log.text.contains("\"by\": administrator"))
            let refused = try await server.ask("DELETE", "/api/v1/recordings/\(open.id.uuidString)")
            #expect(refused.code == "invalid-state")
        }
    }

    @Test func `how a VM is reached by ssh can be set and seen`() async throws {
        try await TestServer.run { server in
            try await server.makeVM("web1")
            let path = "/api/v1/vms/web1/ssh-access"
            let standard = try await server.ask("GET", path, as: .viewer).decode(VirtualMachineSSHAccess.self)
            #expect((standard.user, standard.port) == ("apus", 22))
            let body = "{\"user\":\"root\",\"port\":2222,\"password\":true,\"jump\":false}"
            #expect(try await server.ask("PUT", path, json: body, as: .user).status == 403)
            let set = try await server.ask("PUT", path, json: body, as: .operator).decode(VirtualMachineSSHAccess.self)
            #expect((set.user, set.port, set.settings.password) == ("root", 2222, true))
            for odd in ["{\"user\":\"-oX\"}", "{\"port\":0}", "{\"key\":\"../x\"}", "{\"port\":70000}", "{\"what\":1}"]
            {
                #expect(try await server.ask("PUT", path, json: odd).status == 422, "\(odd)")
            }
            #expect(try await server.ask("DELETE", path + "/host-key", as: .operator).status == 403)
        }
    }
}
