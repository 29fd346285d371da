/// One connection to one host with its own threads: runs blocking calls off the cooperative pool, each with a
/// deadline, and connects again by itself.
///
/// ```swift
/// let host = HostConnection(try LibvirtAddress(parsing: "qemu:///system"))
/// let names = try await host.perform("list") { connection in
///     try connection.listDomains().map(\.name)
/// }
/// await host.shutdown()
/// ```
/// libvirtd serves five calls of a client at a time, so a long copy needs a connection of its own.
/// Every host connection must be ended by ``shutdown(limit:)``.
public final class HostConnection: Sendable {
    /// Where the host is.
    public let address: LibvirtAddress
    private let engine: HostEngine

    /// The limits of a connection.
    public struct Configuration: Sendable {
        /// Calls in flight; libvirtd serves 5 per client, and one place is left for keepalive. Take 1 for a remote driver
        /// with a libvirt before 10.4: its client may crash when several threads wait and the host dies (CVE-2024-4418).
        public var threads = 4
        /// How long opening may take.
        public var openDeadline = Duration.seconds(15)
        /// Seconds between keepalive messages. A frozen host is noticed after about interval × (count + 1).
        public var keepAliveInterval: Int32 = 3
        public var keepAliveCount: UInt32 = 2
        public var backoff = Backoff()
        /// Calls that run or wait; more fail with `.tooManyCalls`.
        public var maximumCalls = 1000
        /// Whether events are asked for.
        public var wantsEvents = true
        /// Threads that may be held for ever by calls that never return, beside the working ones.
        public var maximumStuckThreads = 8
        public var authentication = Authentication.refuse

        /// The defaults.
        public init() {}
    }

    /// Prepares a connection; the first call or ``start()`` opens it.
    public init(_ address: LibvirtAddress, _ configuration: Configuration = Configuration()) {
        self.address = address
        engine = HostEngine(address, configuration)
    }

    /// Begins to connect; returns at once.
    public func start() {
        engine.start()
    }

    /// Says that the host answers, which another connection to it has seen: a connection that was lost is opened now, and
    /// calls wait for it. Does nothing to one that is open or was never used.
    public func hurry() {
        engine.hurry()
    }

    /// Runs `work` on one of the connection's threads and waits for its result, at most until the deadline.
    ///
    /// Several libvirt calls belong in one `work`. It must not wait for anything but libvirt. When the wait ends early
    /// (deadline, cancellation, loss of the connection), the call may still finish on the host.
    /// - Parameters:
    ///   - name: for messages, such as `list domains`.
    ///   - deadline: covers waiting for the connection, for a free thread, and the work.
    /// - Throws: what `work` throws, or a ``LibvirtError`` with `.timedOut`, `.cancelled`, `.disconnected`, `.shutDown`
    ///   or `.tooManyCalls`.
    public func perform<Value: Sendable>(
        _ name: String, deadline: Duration = .seconds(30), _ work: @escaping @Sendable (Connection) throws -> Value
    ) async throws -> Value {
        guard !Task.isCancelled else {
            throw LibvirtError(.cancelled, message: "the caller was cancelled", call: name)
        }
        let call = Call<Value>(name)
        engine.enter(call, deadline: deadline, work)
        defer { engine.leave(call) }
        return try await call.value()
    }

    /// Calls that run or wait here, and threads held by calls that nobody waits for any more.
    public var load: Int { engine.load }

    /// How the connection stands now.
    public var status: ConnectionStatus { engine.status }

    /// How the connection stands, now and from now on; a slow reader misses old ones, never the last.
    public func statuses() -> AsyncStream<ConnectionStatus> { engine.statuses() }

    /// What happens on the host from now on. It begins with `.resync(.connected)` at each (re)connection, and a reader
    /// that lets `limit` events wait gets `.resync(.overflow)` in their place. It ends at shutdown.
    public func events(limit: Int = 1024) -> AsyncStream<HostEvent> { engine.events.stream(limit: limit) }

    /// Fails what waits with `.shutDown`, closes the connection and ends its threads; returns after `limit` even if a
    /// call still holds a thread.
    public func shutdown(limit: Duration = .seconds(5)) async {
        await engine.shutdown(limit: limit)
    }
}
