import Glibc

/// What one connection may cost. Tests set the times shorter.
public struct ConnectionLimits: Sendable {
    /// From the connection's begin until its first request's head is complete.
    public var head: Duration = .seconds(10)
    /// From a request's head until its body is complete.
    public var body: Duration = .seconds(60)
    /// Raw bodies may take longer, for as long as this many bytes come within each ``body``.
    public var pace: Int = 65_536
    /// Between two requests, the head of the second included.
    public var idle: Duration = .seconds(30)
    /// How long a client may refuse to take what was written for it.
    public var stall: Duration = .seconds(60)
    /// How long a connection lives on after its last answer, so that a client that still sends can read the answer.
    public var linger: Duration = .seconds(1)
    /// The beat of `/api/v1/events` while nothing happens.
    public var ping: Duration = .seconds(15)
    /// Connections at a time; more wait in the kernel. Below the limit of open files, since a server that cannot accept
    /// for want of one ends.
    public var connections: Int = standardConnections
    /// Of WebSockets.
    var sockets = SocketLimits()

    public init() {
        // A terminal takes five files beside its connection's.
        sockets.count = min(1024, max(8, Self.files / 16))
    }

    /// Half of the files the process may open, at most 4,096: the store and the hosts need files too.
    private static var standardConnections: Int { max(16, min(4096, files / 2)) }

    /// Files that the process may open.
    private static var files: Int {
        var limit = rlimit()
        guard getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else { return 512 }
        return Int(clamping: limit.rlim_cur)
    }
}
