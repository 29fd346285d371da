import CLibvirt
import Synchronization

/// An open connection that several lane threads share by libvirt's own reference count.
///
/// Who runs a call borrows a ``Connection`` of its own for it, so closing never waits for the calls and a call never
/// meets a freed connection. All but `init` of it may be used from any thread; ``close()`` blocks.
final class Link: Sendable {
    /// The connection's C handle.
    ///
    /// `@unchecked`: libvirt's connections may be used from any thread, and the handle is only read under the lock
    /// that also guards its reference.
    @safe private struct Handle: @unchecked Sendable {
        let pointer: OpaquePointer
    }
    private let handle: Mutex<Handle?>
    private let registrations: EventRegistrations
    private let closeCallback: CloseCallback

    /// Whether the driver sends events.
    var receivesEvents: Bool { registrations.isSupported }

    /// Opens, and registers all that has to be; blocks.
    init(
        _ uri: String, _ configuration: HostConnection.Configuration, events: EventSink,
        lost: @escaping @Sendable (LibvirtError) -> Void
    ) throws(LibvirtError) {
        try LibvirtRuntime.start()
        let connection = try configuration.authentication.open(uri)
        connection.setKeepAlive(
            interval: configuration.keepAliveInterval, count: configuration.keepAliveCount)
        closeCallback = CloseCallback(lost)
        connection.register(closeCallback)
        registrations = configuration.wantsEvents ? connection.registerEvents(events) : EventRegistrations()
        handle = unsafe Mutex(Handle(pointer: connection.shared()))
    }

    deinit {
        // Whoever drops a link has closed it, off the cooperative pool; this is for safety only.
        close()
    }

    /// The connection for one call on this thread; nil once closed.
    func borrow() -> Connection? {
        handle.withLock { handle in
            guard let handle else { return nil }
            _ = unsafe virConnectRef(handle.pointer)
            return unsafe Connection(owning: handle.pointer)
        }
    }

    /// Takes the callbacks back and drops the connection, which ends with the last call on it; blocks.
    func close() {
        let taken = handle.withLock { $0.take() }
        guard let taken else { return }
        let connection = unsafe Connection(owning: taken.pointer)
        connection.deregister(registrations)
        connection.deregister(closeCallback)
    }
}

/// What is told that a connection was closed by the other side. It must outlive its registration.
final class CloseCallback: Sendable {
    private let lost: @Sendable (LibvirtError) -> Void

    init(_ lost: @escaping @Sendable (LibvirtError) -> Void) {
        self.lost = lost
    }

    func closed(reason: Int32) {
        let text =
            switch reason {
            case 1: "the host closed the connection"
            case 2: "the host stopped answering"
            default: "the connection failed"
            }
        lost(LibvirtError(.disconnected, message: text, call: "close callback"))
    }
}

extension Connection {
    /// One more reference to the handle, for ``Link``.
    fileprivate func shared() -> OpaquePointer {
        _ = unsafe virConnectRef(pointer)
        return unsafe pointer
    }

    /// Lets a frozen host fail its calls after about `interval` × (`count` + 1). In-process drivers have none, which
    /// is no fault.
    fileprivate func setKeepAlive(interval: Int32, count: UInt32) {
        _ = unsafe virConnectSetKeepAlive(pointer, interval, count)
    }

    fileprivate func register(_ callback: CloseCallback) {
        _ = unsafe virConnectRegisterCloseCallback(
            pointer, closed, Unmanaged.passUnretained(callback).toOpaque(), nil)
    }

    /// libvirt runs a close callback under the lock that this takes: after it none runs any more.
    fileprivate func deregister(_ callback: CloseCallback) {
        withExtendedLifetime(callback) { _ = unsafe virConnectUnregisterCloseCallback(pointer, closed) }
    }
}

private let closed: virConnectCloseFunc = { _, reason, context in
    guard let context = unsafe context else { return }
    unsafe Unmanaged<CloseCallback>.fromOpaque(context).takeUnretainedValue().closed(reason: reason)
}
