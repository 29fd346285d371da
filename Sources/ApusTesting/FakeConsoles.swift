import ApusCore
import FoundationEssentials
import Glibc
import Synchronization

/// Displays and consoles that a test plays itself: each that is opened leaves it the other end of a socket.
public final class FakeConsoles: ConsoleDriver, KeyboardDriver {
    private struct State {
        var ends: [FakeEnd] = []
        var opener: (@Sendable () throws -> Int32)?
        var refusal: DriverError?
        var fault: DriverError?
        var status: Int32?
        var errors: Int32?
        var ended = 0
        var sizes: [TerminalSize] = []
        var pressed: [[UInt32]] = []
        var picture: [UInt8] = []
        var pictures = 0
    }
    private let state = Mutex(State())

    public init() {}

    /// Opens displays in the place of a pair of sockets.
    public var opener: (@Sendable () throws -> Int32)? {
        get { state.withLock { $0.opener } }
        set { state.withLock { $0.opener = newValue } }
    }
    /// What opening throws.
    public var refusal: DriverError? {
        get { state.withLock { $0.refusal } }
        set { state.withLock { $0.refusal = newValue } }
    }
    /// Why the next streams will say that they ended.
    public var fault: DriverError? {
        get { state.withLock { $0.fault } }
        set { state.withLock { $0.fault = newValue } }
    }
    /// Their exit status.
    public var status: Int32? {
        get { state.withLock { $0.status } }
        set { state.withLock { $0.status = newValue } }
    }
    /// Standard error of the next console, which is then one without a terminal.
    public var errors: Int32? {
        get { state.withLock { $0.errors } }
        set { state.withLock { $0.errors = newValue } }
    }
    public var picture: [UInt8] {
        get { state.withLock { $0.picture } }
        set { state.withLock { $0.picture = newValue } }
    }
    /// How often a picture was taken.
    public var pictures: Int { state.withLock { $0.pictures } }
    /// The other ends of all that was opened.
    public var ends: [FakeEnd] { state.withLock { $0.ends } }
    /// How many streams were ended by their owners.
    public var ended: Int { state.withLock { $0.ended } }
    public var sizes: [TerminalSize] { state.withLock { $0.sizes } }
    public var pressed: [[UInt32]] { state.withLock { $0.pressed } }

    public func openDisplay(of vm: UUID) async throws -> LiveStream {
        if let opener { return LiveStream(descriptor: try opener()) }
        return try open()
    }

    public func openConsole(of vm: UUID, force: Bool) async throws -> LiveStream {
        var stream = try open()
        stream.errors = state.withLock { state in
            defer { state.errors = nil }
            return state.errors
        }
        stream.resize = { size in self.state.withLock { $0.sizes.append(size) } }
        return stream
    }

    public func screenshot(of vm: UUID) async throws -> [UInt8] {
        state.withLock { state in
            state.pictures += 1
            return state.picture
        }
    }

    public func press(_ chords: [[UInt32]], on vm: UUID) async throws { state.withLock { $0.pressed += chords } }

    private func open() throws -> LiveStream {
        if let refusal { throw refusal }
        var pair: [Int32] = [-1, -1]
        guard socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0, &pair) == 0 else {
            throw DriverError(.failed, "no socket pair")
        }
        let end = FakeEnd(pair[0])
        state.withLock { $0.ends.append(end) }
        var stream = LiveStream(
            descriptor: pair[1],
            end: {
                self.state.withLock { state in
                    state.ended += 1
                    return state.status
                }
            })
        stream.fault = { self.fault }
        return stream
    }
}

/// The far end of a stream.
public final class FakeEnd: Sendable {
    private let descriptor: Int32
    private let isOpen = Mutex(true)

    init(_ descriptor: Int32) {
        self.descriptor = descriptor
        _ = fcntl(descriptor, F_SETFL, O_NONBLOCK)
    }

    deinit { close() }

    /// Writes what it can without waiting, and returns how many bytes were taken.
    public func write(_ bytes: [UInt8]) -> Int {
        max(0, bytes.withUnsafeBytes { send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) })
    }

    /// What has come: nil when nothing has, none at the end.
    public func read() -> [UInt8]? {
        var bytes = [UInt8](repeating: 0, count: 65_536)
        let count = recv(descriptor, &bytes, bytes.count, 0)
        return count < 0 ? nil : Array(bytes.prefix(count))
    }

    /// Bytes that were written and not yet read by the other side (unix(7), SIOCOUTQ).
    public var unread: Int {
        var count: Int32 = 0
        _ = ioctl(descriptor, UInt(TIOCOUTQ), &count)
        return Int(count)
    }

    public func close() {
        let wasOpen = isOpen.withLock { isOpen in
            defer { isOpen = false }
            return isOpen
        }
        if wasOpen { _ = Glibc.close(descriptor) }
    }
}
