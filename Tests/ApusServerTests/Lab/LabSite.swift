import ApusCore
import ApusModel
import ApusTesting
import Foundation
import Synchronization

@testable import ApusServer

/// The lab API's own port beside a test's server.
struct LabSite {
    let server: TestServer
    let port: Int

    static func run(isOpen: Bool = false, _ body: (LabSite) async throws -> Void) async throws {
        try await TestServer.run { server in
            try await server.makeVM("web")
            guard let listener = Listener("127.0.0.1:0") else { throw RawConnection.Failure(words: "no listener") }
            let lab = LabServer(beside: server.server, settings: .init(listener: listener, isOpen: isOpen))
            let (ports, ready) = AsyncStream.makeStream(of: Int.self)
            let application = lab.application { ready.yield($0) }
            let serving = Task {
                try? await application.run()
                ready.finish()
            }
            var iterator = ports.makeAsyncIterator()
            let port = await iterator.next() ?? 0
            let outcome: Result<Void, any Error>
            do {
                outcome = .success(try await body(LabSite(server: server, port: port)))
            } catch { outcome = .failure(error) }
            serving.cancel()
            await serving.value
            try outcome.get()
        }
    }

    /// Asks for a WebSocket.
    func socket(
        _ path: String, as role: Role? = .administrator, _ headers: [String: String] = [:]
    ) async throws -> SocketClient {
        let http = try HTTPClient(port: port)
        let all = headers.merging([
            "Upgrade": "websocket", "Connection": "Upgrade", "Sec-WebSocket-Version": "13",
            "Sec-WebSocket-Key": SocketClient.key,
        ]) { own, _ in own }
        await http.connection.send(TestServer.request("GET", path, nil, as: role, all.filter { !$0.value.isEmpty }))
        guard let answer = await http.answer(toHead: true) else { throw RawConnection.Failure(words: "no answer") }
        return SocketClient(http: http, answer: answer)
    }

    /// A ticket for the VM.
    func ticket(_ purpose: String = "ssh") async throws -> String {
        let answer = try await server.ask(
            "POST", "/api/v1/tickets", json: "{\"for\":\"\(purpose)\",\"vm\":\"web\"}", as: .user)
        return try answer.decode(IssuedTicket.self).ticket
    }
}

extension TestServer {
    /// As a lease would tell it.
    func place(address: String, of name: String) {
        guard var vm = core.estate.machines.rows().first(where: { $0.name == name }) else { return }
        vm.addresses = [GuestAddress(address: address, mac: nil, source: .lease)]
        core.estate.observed(vm.key, vm)
    }
}

/// Shells that a test plays itself.
final class FakeShells: TerminalPrograms {
    let consoles = FakeConsoles()
    private let state = Mutex<(refusal: SSHRefusal?, users: [String])>((nil, []))

    var refusal: SSHRefusal? {
        get { state.withLock { $0.refusal } }
        set { state.withLock { $0.refusal = newValue } }
    }
    var ends: [FakeEnd] { consoles.ends }

    func ssh(_ destination: SSHDestination, _ size: TerminalSize) async throws -> LiveStream {
        if let refusal { throw refusal }
        return try await consoles.openConsole(of: UUID(), force: false)
    }

    func shell(_ size: TerminalSize) async throws -> LiveStream {
        try await consoles.openConsole(of: UUID(), force: false)
    }

    func publicKey() async throws -> String { "ssh-ed25519 AAAA apus" }
    func hasKey(_ name: String) -> Bool { false }
    func hostKeys(of vm: UUID) async throws -> [String] { [] }
    func forgetHostKeys(of vm: UUID) async throws {}
}
