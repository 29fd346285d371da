import ApusModel
import FoundationEssentials
import HTTPTypes

/// Which pages may use a cookie: those of this server and no other. Browsers send a cookie along with what any page of the same
/// machine asks, whatever its port, and let a page's name point to any address (DNS rebinding): so Origin and Host are both
/// compared with what this server is called.
public struct OriginRule: Sendable {
    /// `https://apus.example.org`, the origin that people use; nil where the server is reached without a proxy.
    public var origin: String?
    /// The address the server listens on.
    public var address: String

    public init(origin: String? = nil, address: String = "127.0.0.1") {
        self.origin = origin
        self.address = address
    }

    /// Whether the page comes to its people over TLS.
    var isSecure: Bool { origin?.hasPrefix("https:") ?? false }

    /// - Throws: a ``Problem`` `forbidden`.
    func check(_ approach: Approach) throws {
        guard isKnown(authority: approach.authority) else {
            throw Problem(
                .forbidden,
                "A session is not taken under this name of the server: use its address, or set server.origin.")
        }
        let origin = approach.headers[.origin]
        if origin == nil, !approach.isUnsafe { return }
        guard let origin, isOwn(origin: origin, authority: approach.authority) else {
            throw Problem(
                .forbidden,
                "With a session, changes must come from the server's own page: Origin is absent or another's. Programs use a token."
            )
        }
    }

    /// Who is at the other end: behind a proxy of this machine, the last address it names, which is the one it saw itself.
    func peer(_ address: String, _ headers: HTTPFields) -> String {
        guard origin != nil, Configuration.isLoopback(address),
            let last = headers[ownValues: OwnHeader.forwardedFor].last?.split(separator: ",").last
        else { return address }
        let text = last.filter { $0 != " " }
        return IPAddress(text) == nil ? address : text
    }

    /// Whether an Origin field is this server's own: exactly the configured one, else http and the very name that was asked for.
    func isOwn(origin: String, authority: String?) -> Bool {
        if let own = self.origin { return origin == own }
        guard let authority, isKnown(authority: authority) else { return false }
        return origin == "http://" + authority
    }

    /// Whether a Host field is a name of this server: the origin's, loopback, or the address it listens on. Where that is all
    /// addresses, any address will do, as it is no name that could be pointed here.
    func isKnown(authority: String?) -> Bool {
        guard let authority else { return false }
        let host = Listener.host(of: authority).lowercased()
        if let origin, authority == origin.split(separator: "/").last.map(String.init) { return true }
        if Configuration.isLoopback(host) || host == address.lowercased() { return true }
        return ["0.0.0.0", "::"].contains(address) && IPAddress(host) != nil
    }
}
