import ApusCore
import ApusModel
import FoundationEssentials
import HTTPTypes
import Schema

/// Sign-in and sign-out of browsers.
struct SessionRoutes: Sendable {
    let gate: Gate
    let tickets: Tickets
    let cookie: SessionCookie

    var routes: [Route] { [begin, show, end] }

    private static let shown = Route.Answer(
        status: 200, summary: "Who is signed in.", schema: .reference("SignedIn", to: ResourceSchemas.signedIn))

    private var begin: Route {
        Route(
            method: .post, path: "/api/v1/session", policy: .open, name: "sign-in", tag: "Access",
            summary: "Sign a browser in with a token or a one-time ticket: sets the cookie apus_session",
            body: .init(name: "SignIn", schema: RequestSchemas.signIn), answers: [Self.shown]
        ) { call in
            try refuseForeign(call)
            try gate.signIns.check(call.peer)
            guard let (session, secret) = try token(of: call).flatMap(gate.beginSession) else {
                gate.signIns.note(call.peer)
                throw Problem(.unauthenticated, "This token is not known, or has expired.")
            }
            forgetFormer(call)
            return try .json(session.shown).with(.setCookie, cookie.setting(secret))
        }
    }

    private var show: Route {
        Route(
            method: .get, path: "/api/v1/session", policy: .view, name: "show-session", tag: "Access",
            summary: "Who is signed in, by cookie or token", answers: [Self.shown]
        ) { call in
            if let session = gate.session(of: call.admission) { return try .json(session.shown) }
            let token = gate.allTokens().first { $0.id == call.admission.credential.token }
            return try .json(SignedIn(name: call.actor.name, role: call.actor.role, expires: token?.expires))
        }
    }

    private var end: Route {
        Route(
            method: .delete, path: "/api/v1/session", policy: .view, name: "sign-out", tag: "Access",
            summary: "Sign out: the session is gone at once, with all it holds open",
            answers: [.init(status: 204, summary: "Signed out.", schema: nil)]
        ) { call in
            guard case .session(let id, _) = call.admission.credential else {
                throw Problem(.invalidState, "You came with a token, not with a session; a token ends by deleting it.")
            }
            gate.endSession(id)
            return Reply.nothing.with(.setCookie, cookie.clearing)
        }
    }

    /// A foreign page must not sign people in either, under another's name.
    private func refuseForeign(_ call: Call) throws {
        guard let origin = call.headers[.origin] else { return }
        guard gate.origins.isOwn(origin: origin, authority: call.authority) else {
            throw Problem(
                .forbidden, "Sign-in must come from the server's own page; behind a proxy, set server.origin.")
        }
    }

    private func token(of call: Call) throws -> UUID? {
        let request = try call.decode(SignIn.self)
        if let secret = request.token { return gate.token(of: secret)?.id }
        guard let ticket = request.ticket,
            let grant = try? tickets.redeem(ticket, for: .session, thing: nil)
        else { return nil }
        return grant.admission.credential.token
    }

    /// Whoever signs in again leaves nothing behind.
    private func forgetFormer(_ call: Call) {
        guard let secret = SessionCookie.secret(in: call.headers), let former = gate.session(secret),
            case .session(let id, _) = former.credential
        else { return }
        gate.endSession(id)
    }
}

extension BrowserSession {
    fileprivate var shown: SignedIn { SignedIn(name: principal.name, role: principal.role, expires: expires) }
}
