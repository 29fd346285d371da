import ApusCore
import ApusModel
import FoundationEssentials
import Schema

/// `POST /api/v1/tickets`.
struct TicketRoutes: Sendable {
    let tickets: Tickets
    let origins: OriginRule
    let prefix: String
    let machine: @Sendable (String) throws -> UUID
    let host: @Sendable (String) throws -> UUID

    var routes: [Route] {
        [
            Route(
                method: .post, path: "/api/v1/tickets", policy: .view, name: "create-ticket", tag: "Access",
                summary: "A one-time ticket for a display, a terminal, or signing a browser in",
                body: .init(name: "CreateTicket", schema: RequestSchemas.createTicket),
                answers: [
                    .init(
                        status: 201, summary: "For one use, within seconds.",
                        schema: .reference("IssuedTicket", to: ResourceSchemas.issuedTicket))
                ]
            ) { call in try .json(try issue(try call.decode(CreateTicket.self), call), status: 201) }
        ]
    }

    private func issue(_ request: CreateTicket, _ call: Call) throws -> IssuedTicket {
        let viewOnly = request.viewOnly ?? false
        try check(request.for, viewOnly: viewOnly, call)
        let (thing, path) = try target(of: request)
        let (ticket, expires) = tickets.issue(
            for: request.for, thing: thing, to: call.admission, viewOnly: viewOnly)
        return IssuedTicket(
            ticket: ticket, path: path, expires: expires,
            page: request.for == .session ? origins.origin.map { $0 + prefix + "/" } : nil)
    }

    /// What the socket itself would ask for. A session may not beget others, which would outlive it.
    private func check(_ purpose: CreateTicket.Purpose, viewOnly: Bool, _ call: Call) throws {
        let policy: Policy =
            switch purpose {
            case .display: viewOnly ? .view : .use
            case .console, .ssh: .use
            case .shell: .administer
            case .session: .view
            }
        guard policy.allows(call.actor.role) else {
            throw Problem(.forbidden, "The role \(call.actor.role.rawValue) may not \(policy.rawValue).")
        }
        if purpose == .session, case .session = call.admission.credential {
            throw Problem(.forbidden, "A session cannot sign others in: ask with a token, for example by `apus page`.")
        }
    }

    /// What a body names and is not there is a fault of the body, not of the path.
    private func named(_ pointer: String, _ find: () throws -> UUID) throws -> UUID {
        do {
            return try find()
        } catch let problem as Problem where problem.code == ProblemCode.notFound.rawValue {
            throw Problem(
                .invalid, "The request has 1 fault(s).",
                errors: [.init(pointer: pointer, code: "not-found", message: problem.detail)])
        }
    }

    private func target(of request: CreateTicket) throws -> (UUID?, String) {
        switch request.for {
        case .session: return (nil, "/api/v1/session")
        case .shell:
            let id = try named("/host") { try host(request.host ?? "") }
            return (id, "/api/v1/hosts/\(id.uuidString.lowercased())/shell")
        case .display, .console, .ssh:
            let id = try named("/vm") { try machine(request.vm ?? "") }
            return (id, "/api/v1/vms/\(id.uuidString.lowercased())/\(request.for.rawValue)")
        }
    }
}
