import ApusCore
import ApusModel
import Foundation
import Testing

@testable import ApusServer

@Suite struct TicketTests {
    private let clock = HandClock()
    private let vm = UUID()

    private func gate() -> (ApusServer.Gate, Admission) {
        let token = StoredToken(id: UUID(), name: "ada", hash: "h", role: .user, createdAt: HandClock.start)
        let gate = ApusServer.Gate([token], time: clock.time)
        return (gate, Admission(principal: token.principal, credential: .token(token.id)))
    }

    @Test func `a ticket is good once, for its purpose and its thing`() throws {
        let (gate, admission) = gate()
        let tickets = Tickets(gate: gate)
        let (text, expires) = tickets.issue(for: .display, thing: vm, to: admission, viewOnly: true)
        #expect(text.wholeMatch(of: /[0-9a-f]{32}/) != nil)
        #expect(expires == HandClock.start.addingTimeInterval(30))
        let grant = try tickets.redeem(text, for: .display, thing: vm)
        #expect(grant.admission.principal.name == "ada" && grant.viewOnly)
        #expect(throws: Problem.self) { try tickets.redeem(text, for: .display, thing: vm) }
        let other = tickets.issue(for: .display, thing: vm, to: admission).ticket
        #expect(throws: Problem.self) { try tickets.redeem(other, for: .console, thing: vm) }
        #expect(throws: Problem.self, "the wrong try spent it") { try tickets.redeem(other, for: .display, thing: vm) }
        let third = tickets.issue(for: .display, thing: vm, to: admission).ticket
        #expect(throws: Problem.self) { try tickets.redeem(third, for: .display, thing: UUID()) }
        #expect(throws: Problem.self) { try tickets.redeem("", for: .display, thing: vm) }
        #expect(tickets.waiting == 0)
    }

    @Test func `a ticket lives half a minute, and no longer than what it was made with`() async throws {
        let (gate, admission) = gate()
        let tickets = Tickets(gate: gate)
        let old = tickets.issue(for: .ssh, thing: vm, to: admission).ticket
        clock.advance(30)
        #expect(throws: Problem.self) { try tickets.redeem(old, for: .ssh, thing: vm) }
        let orphan = tickets.issue(for: .ssh, thing: vm, to: admission).ticket
        try await gate.deleteToken("ada")
        #expect(throws: Problem.self) { try tickets.redeem(orphan, for: .ssh, thing: vm) }
    }

    @Test func `one caller holds only so many`() throws {
        let (gate, admission) = gate()
        let tickets = Tickets(gate: gate)
        let first = tickets.issue(for: .ssh, thing: vm, to: admission).ticket
        clock.advance(1)
        for _ in 0..<Tickets.perCredential { _ = tickets.issue(for: .ssh, thing: vm, to: admission) }
        #expect(tickets.waiting == Tickets.perCredential)
        #expect(throws: Problem.self) { try tickets.redeem(first, for: .ssh, thing: vm) }
    }

    @Test func `whoever may not open a thing gets no ticket for it`() async throws {
        try await TestServer.run { server async throws in
            let vm = try await server.makeVM("web", start: false)
            func ask(_ body: String, _ role: Role) async throws -> Answer {
                try await server.ask("POST", "/api/v1/tickets", json: body, as: role)
            }
            let made = try await ask("{\"for\":\"display\",\"vm\":\"web\"}", .user).decode(IssuedTicket.self)
            #expect(made.path == "/api/v1/vms/\(vm.id.uuidString.lowercased())/display")
            let grant = try server.server.tickets.redeem(made.ticket, for: .display, thing: vm.id)
            #expect(grant.admission.principal.name == "user")
            for purpose in ["display", "console", "ssh"] {
                #expect(try await ask("{\"for\":\"\(purpose)\",\"vm\":\"web\"}", .viewer).status == 403)
            }
            #expect(try await ask("{\"for\":\"display\",\"vm\":\"web\",\"viewOnly\":true}", .viewer).status == 201)
            #expect(try await ask("{\"for\":\"shell\",\"host\":\"1\"}", .operator).status == 403)
            #expect(try await ask("{\"for\":\"shell\",\"host\":\"1\"}", .administrator).status == 201)
            #expect(try await ask("{\"for\":\"ssh\",\"vm\":\"none\"}", .user).faults["/vm"] == "not-found")
            #expect(try await ask("{\"for\":\"ssh\"}", .user).faults["/vm"] == "fields")
            #expect(
                try await ask("{\"for\":\"shell\",\"vm\":\"web\"}", .administrator).faults.keys.sorted() == [
                    "/host", "/vm",
                ])
            #expect(!server.log.text.contains(made.ticket))
        }
    }

    @Test func `a sign-in ticket signs one browser in with its token's role`() async throws {
        try await TestServer.run { server async throws in
            let answer = try await server.ask("POST", "/api/v1/tickets", json: "{\"for\":\"session\"}", as: .user)
            let ticket = try answer.decode(IssuedTicket.self)
            let body = "{\"ticket\":\"\(ticket.ticket)\"}"
            let signed = try await server.ask("POST", "/api/v1/session", json: body, as: nil, TestServer.ownOrigin)
            #expect(try signed.decode(SignedIn.self).role == .user)
            let again = try await server.ask("POST", "/api/v1/session", json: body, as: nil, TestServer.ownOrigin)
            #expect(again.status == 401 && again["Set-Cookie"] == nil)
            let cookie = String((signed["Set-Cookie"] ?? "").prefix { $0 != ";" })
            let other = try await server.browse("POST", "/api/v1/tickets", cookie, json: "{\"for\":\"session\"}")
            #expect(other.status == 403, "a session does not beget others")
            let both = "{\"ticket\":\"x\",\"token\":\"y\"}"
            #expect(try await server.ask("POST", "/api/v1/session", json: both, as: nil).status == 422)
            #expect(!server.log.text.contains(ticket.ticket))
        }
    }

    @Test func `watchers are told once, within the sweep, and at once where it is over`() async throws {
        let (gate, admission) = gate()
        let token = try #require(admission.credential.token)
        let session = try #require(gate.beginSession(of: token)).session.admission
        let told = Told()
        let kept = gate.onEnd(of: session) { told.add("kept") }
        gate.onEnd(of: session) { told.add("cancelled") }.cancel()
        let other = gate.onEnd(of: admission) { told.add("token") }
        gate.sweep()
        #expect(told.words.isEmpty)
        clock.advance(7200)
        gate.sweep()
        gate.sweep()
        #expect(told.words == ["kept"])
        _ = gate.onEnd(of: session) { told.add("late") }
        #expect(told.words == ["kept", "late"])
        try await gate.deleteToken("ada")
        #expect(told.words == ["kept", "late", "token"])
        kept.cancel()
        other.cancel()
    }
}
