import ApusCore
import ApusModel
import ApusTesting
import Foundation
import Schema
import Testing

@testable import ApusServer

/// The lab API's two sockets (source document 002): exactly its shapes, with our rules of access.
@Suite struct LabSocketTests {
    private static let status = "/ws/vm/web/status"
    private static let terminal = "/ws/vm/web/terminal"

    @Test func `the status is one JSON text a second, in libvirt's numbers, and follows the machine`() async throws {
        try await LabSite.run { lab in
            let socket = try await lab.socket(Self.status, as: .viewer)
            #expect(socket.answer.status == 101)
            let first = await socket.frame()
            #expect(first?.opcode == .text)
            let text =
                #"{"name":"web","state":1,"max_memory":262144,"memory":262144,"vcpus":1,"cpu_time":0}"#
            #expect(first?.text == text)
            let before = ContinuousClock.now
            #expect(await socket.frame()?.text == text)
            #expect(before.duration(to: .now) > .milliseconds(700))
            // What a client says is passed over, as there.
            await socket.send(text: "hello")
            _ = try await lab.server.ask(
                "POST", "/api/v1/vms/web/stop?wait=30", json: #"{"graceSeconds":0}"#)
            let off = await socket.frame()
            let last = off?.text.contains(#""state":5"#) == true ? off : await socket.frame()
            #expect(last?.text.contains(#""state":5"#) == true, "\(last?.text ?? "")")
            _ = try await lab.server.ask("DELETE", "/api/v1/vms/web?wait=30")
            #expect(await socket.closing() == 4404)
        }
    }

    @Test func `a terminal is raw text both ways, is recorded, and ends with its program`() async throws {
        try await LabSite.run { lab in
            lab.server.place(address: "192.0.2.7", of: "web")
            let socket = try await lab.socket(Self.terminal + "?owner=ada", as: .user)
            #expect(socket.answer.status == 101)
            let shells = lab.server.shells
            #expect(await eventually { shells.ends.count == 1 })
            let end = try #require(shells.ends.last)
            await socket.send(text: "ls é\r")
            #expect(await end.take(6) == Array("ls é\r".utf8))
            // A character that is cut by two reads comes whole; what is no UTF-8 is shown as such.
            let euro = Array("a€".utf8)
            #expect(end.write(Array(euro.prefix(3))) == 3)
            #expect(await socket.frame() == .init(opcode: .text, payload: [0x61]))
            #expect(end.write([euro[3], 0xFF]) == 2)
            #expect(await socket.frame()?.text == "€\u{FFFD}")
            let recording = try #require(lab.server.core.estate.recordings.rows().first)
            #expect(recording.kind == .ssh && recording.vmName == "web" && recording.user == "user")
            end.close()
            #expect(await socket.closing() == 1000)
        }
    }

    @Test func `what fails is told as the document's text, then the socket is closed`() async throws {
        try await LabSite.run { lab in
            lab.server.place(address: "192.0.2.7", of: "web")
            lab.server.shells.refusal = .connectionRefused
            let socket = try await lab.socket(Self.terminal)
            let text = await socket.frame()?.text ?? ""
            #expect(text.hasPrefix("[ws-ssh] SSH error for VM web: connection refused"), "\(text)")
            #expect(await socket.closing() == 4502)
            let none = try await lab.socket("/ws/vm/none/terminal")
            #expect(await none.frame()?.text.hasPrefix("[ws-ssh] SSH error for VM none: ") == true)
            #expect(await none.closing() == 4404)
            #expect(try await lab.socket("/ws/vm/none/status").closing() == 4404)
        }
    }

    @Test func `who may open them is decided as for all sockets`() async throws {
        try await LabSite.run { lab in
            for path in [Self.status, Self.terminal] {
                #expect(try await lab.socket(path, as: nil).answer.status == 401, "\(path)")
                let foreign = try await lab.socket(path, ["Origin": "https://evil.example"])
                #expect(foreign.answer.status == 403, "\(path)")
                let ticket = try await lab.ticket()
                #expect(try await lab.socket(path + "?ticket=" + ticket, as: nil).answer.status == 101)
                #expect(try await lab.socket(path + "?ticket=" + ticket, as: nil).answer.status == 401, "used")
                let other = try await lab.ticket("console")
                #expect(try await lab.socket(path + "?ticket=" + other, as: nil).answer.status == 401)
                #expect(try await lab.socket(path, ["Upgrade": ""]).answer.status == 426)
                #expect(try await lab.socket(path + "?x=1").answer.status == 422)
            }
            #expect(try await lab.socket(Self.terminal, as: .viewer).answer.status == 403)
            #expect(try await lab.socket("/api/v1/vms").answer.status == 404)
        }
    }

    @Test func `where it is open, callers are who they say, and pages of others are still refused`() async throws {
        try await LabSite.run(isOpen: true) { lab in
            lab.server.place(address: "192.0.2.7", of: "web")
            let socket = try await lab.socket(Self.terminal + "?owner=ada%E2%80%AE", as: nil)
            #expect(socket.answer.status == 101)
            let shells = lab.server.shells
            #expect(await eventually { shells.ends.count == 1 })
            #expect(await eventually { lab.server.core.estate.recordings.rows().first?.user == #"ada\u{202E}"# })
            let foreign = try await lab.socket(Self.terminal, as: nil, ["Origin": "https://evil.example"])
            #expect(foreign.answer.status == 403)
            #expect(try await lab.socket(Self.status, as: nil).frame()?.opcode == .text)
        }
    }

    @Test func `it is off until the configuration turns it on`() throws {
        #expect(try Configuration().labSettings == nil)
        let settings = try Configuration(flags: ["lab.enabled": "true"]).labSettings
        #expect(settings?.listener.port == 8000 && settings?.isOpen == false)
        #expect(throws: ConfigurationError.self) {
            try Configuration(flags: ["lab.enabled": "true", "lab.listen": "nowhere"]).labSettings
        }
    }

    @Test(arguments: ["", "a", "é", "€", "😀", "\u{FFFD}", "aé€😀z"]) func `text is never cut within a character`(
        _ text: String
    ) {
        for size in 1...4 {
            var (pieces, shown) = (TextPieces(), "")
            let bytes = Array(text.utf8)
            for start in stride(from: 0, to: bytes.count, by: size) {
                let piece = pieces.take(.init(bytes: bytes[start..<min(start + size, bytes.count)]))
                #expect(String(validating: piece.readableBytesView, as: UTF8.self) != nil)
                shown += String(buffer: piece)
            }
            #expect(shown == text && pieces.end() == nil)
        }
    }

    @Test func `bytes that are no text are marked, one begun at the end too`() {
        var pieces = TextPieces()
        #expect(
            String(buffer: pieces.take(.init(bytes: [0xFF, 0x80, 0xC0, 0x41, 0xE2, 0x82])))
                == "\u{FFFD}\u{FFFD}\u{FFFD}A")
        #expect(pieces.end().map { String(buffer: $0) } == "\u{FFFD}")
        #expect(pieces.end() == nil)
    }
}
