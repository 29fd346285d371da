import ApusCore
import ApusModel
import FoundationEssentials
import HTTPTypes

/// A browser that is signed in. It lives in memory: a server that starts again knows none.
struct BrowserSession: Sendable {
    let id: UUID
    /// SHA-256 of the cookie's value.
    let hash: String
    let token: UUID
    let principal: Principal
    /// By the steady clock.
    let began: Duration
    var lastUse: Duration
    /// When it ends at the latest, for people.
    let expires: Date

    var admission: Admission { Admission(principal: principal, credential: .session(id, token: token)) }

    func holds(at now: Duration, _ rules: Gate.Rules) -> Bool {
        now - began < rules.life && now - lastUse < rules.idle
    }
}

extension Gate {
    /// How long sessions live, and how many there may be.
    public struct Rules: Sendable {
        /// Without any use.
        public var idle: Duration
        public var life: Duration
        /// Of one token; the one that was used least lately makes room.
        public var perToken: Int

        public init(idle: Duration = .seconds(7200), life: Duration = .seconds(43_200), perToken: Int = 32) {
            self.idle = idle
            self.life = life
            self.perToken = perToken
        }
    }
}

/// The cookie of a session.
struct SessionCookie: Sendable {
    static let name = "apus_session"

    /// Below which path the browser sends it, without the slash at the end.
    var prefix: String
    /// Whether it may only travel over TLS.
    var isSecure: Bool

    /// Without an age: it ends with the browser. Strict: no foreign page can send it.
    func setting(_ secret: String) -> String { field(secret) }

    var clearing: String { field("") + "; Max-Age=0" }

    private func field(_ value: String) -> String {
        "\(Self.name)=\(value); Path=\(prefix)/; HttpOnly; SameSite=Strict" + (isSecure ? "; Secure" : "")
    }

    /// The cookie's value; nil where there is none, or where two disagree, as another program of this machine may have set one.
    static func secret(in headers: HTTPFields) -> String? {
        let pairs = headers[values: .cookie].flatMap { $0.split(separator: ";") }
        let values = Set(
            pairs.compactMap { pair -> Substring? in
                let text = pair.drop { $0 == " " }
                return text.hasPrefix(name + "=") ? text.dropFirst(name.count + 1) : nil
            })
        guard values.count == 1, let value = values.first, (1...128).contains(value.utf8.count) else { return nil }
        return String(value)
    }
}
