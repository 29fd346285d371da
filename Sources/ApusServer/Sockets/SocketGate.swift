import ApusCore
import ApusModel
import FoundationEssentials
import HTTPTypes

/// Who may open a socket, and for how long.
struct SocketAdmission: Sendable {
    var admission: Admission
    /// Whether a display may only be looked at.
    var viewOnly = false
    let gate: Gate

    /// Whether it would still be given; asked every two seconds on an event loop, so it does not wait.
    func holds() -> Bool { gate.holds(admission) }
    /// Told when the client has sent something, every two seconds at most.
    func touch() { gate.touch(admission) }
}

/// Lets callers into WebSockets: by ticket, by token, or by the session of the server's own page.
struct SocketGate: Sendable {
    let gate: Gate
    let tickets: Tickets
    /// Who comes without showing anything, where that is let in.
    var guest: Principal?

    /// - Parameter thing: the machine or host, where the path names it by UUID, as the paths of tickets do.
    /// - Throws: a ``Problem`` `unauthenticated`, `forbidden` or `bad-request`.
    func admit(_ approach: Approach, to policy: Policy, for purpose: Tickets.Purpose, thing: UUID?) throws
        -> SocketAdmission
    {
        try refuseForeign(approach)
        guard let ticket = approach.query.first(where: { $0.name == "ticket" })?.value else {
            return SocketAdmission(admission: try admission(approach, policy), gate: gate)
        }
        let grant = try tickets.redeem(ticket, for: purpose, thing: thing)
        return SocketAdmission(admission: grant.admission, viewOnly: grant.viewOnly, gate: gate)
    }

    private func admission(_ approach: Approach, _ policy: Policy) throws -> Admission {
        guard let guest, approach.headers[values: .authorization].isEmpty else {
            return try gate.admit(approach, to: policy)
        }
        return Admission(principal: guest, credential: .none)
    }

    /// An Origin that is there must be our own, whatever else is shown: the same-origin policy does not cover WebSockets
    /// (RFC 6455, section 10.2).
    private func refuseForeign(_ approach: Approach) throws {
        let origins = approach.headers[values: .origin]
        guard origins.count < 2,
            origins.allSatisfy({ gate.origins.isOwn(origin: $0, authority: approach.authority) })
        else {
            throw Problem(
                .forbidden,
                "A page of another origin may not open this; behind a proxy, set server.origin to the public one.")
        }
    }
}
