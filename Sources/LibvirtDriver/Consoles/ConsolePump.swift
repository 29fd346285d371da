import ApusCore
import FoundationEssentials
import Glibc
import Libvirt
import Synchronization

/// Carries bytes between a serial console's stream and a socket, on the thread of a connection that does nothing else.
final class ConsolePump: Sendable {
    /// What a reader may leave lying; libvirt itself would keep it all, without limit.
    private static let most = 1 << 20
    private static let piece = 65_536

    /// Our end, and the one that is handed out.
    private let ours: Descriptor
    let theirs: Descriptor
    /// A pipe that wakes the thread: written to by libvirt and by ``stop()``.
    private let bell: (ear: Descriptor, rope: Descriptor)
    private let isStopped = Atomic<Bool>(false)
    private let ending = Mutex<DriverError?>(nil)

    init() throws {
        var ends: [Int32] = [-1, -1]
        guard socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0, &ends) == 0 else {
            throw DriverError(.failed, "The server has no more files to open.")
        }
        (ours, theirs) = (Descriptor(ends[0]), Descriptor(ends[1]))
        var pipe: [Int32] = [-1, -1]
        guard Glibc.pipe(&pipe) == 0 else { throw DriverError(.failed, "The server has no more files to open.") }
        for end in pipe {
            _ = fcntl(end, F_SETFD, FD_CLOEXEC)
            _ = fcntl(end, F_SETFL, O_NONBLOCK)
        }
        bell = (Descriptor(pipe[0]), Descriptor(pipe[1]))
        _ = fcntl(ours.number, F_SETFL, fcntl(ours.number, F_GETFL) | O_NONBLOCK)
    }

    /// Why it ended, where that was no plain end.
    var fault: DriverError? { ending.withLock { $0 } }

    func stop() {
        isStopped.store(true, ordering: .releasing)
        var byte: UInt8 = 1
        _ = Glibc.write(bell.rope.number, &byte, 1)
    }

    /// Opens the console and carries bytes until either side ends.
    func run(_ id: UUID, force: Bool, on connection: Connection, opened: () -> Void) throws {
        let domain = try connection.domain(id)
        let stream = try connection.streamWithoutWaiting()
        try domain.openConsole(nil, stream, force ? [.force] : [])
        opened()
        do {
            try stream.ring(bell.rope.number, on: [.readable, .error, .hangup])
            defer { stream.stopRinging() }
            var traffic = Traffic()
            while !isStopped.load(ordering: .acquiring), try carry(stream, &traffic) {}
        } catch {
            ending.withLock { $0 = Self.meaning(of: error, domain) }
        }
        // The other end sees that there is no more.
        shutdown(ours.number, Int32(SHUT_RDWR))
    }

    /// libvirt says only that the stream broke: a machine that still runs lost it to another's `--force`.
    private static func meaning(of error: any Error, _ domain: borrowing Domain) -> DriverError? {
        if let error = error as? DriverError { return error }
        do throws(LibvirtError) {
            // Where QEMU has died, libvirt may hear it a moment later than we.
            for _ in 0..<10 {
                guard try domain.isActive() else { return nil }
                usleep(100_000)
            }
            return DriverError(.busy, "Another has taken this console over.")
        } catch {
            return error.saysAbsent ? nil : DriverError(error)
        }
    }
}

extension ConsolePump {
    /// What is on its way.
    private struct Traffic {
        var out: [UInt8] = []
        var typed: [UInt8] = []
    }

    /// One turn. False at the end of either side.
    private func carry(_ stream: borrowing Stream, _ traffic: inout Traffic) throws -> Bool {
        while let bytes = try stream.receiveIfAny(limit: Self.piece) {
            if bytes.isEmpty {
                try drain(&traffic)
                return false
            }
            traffic.out += bytes
            try write(&traffic)
            guard traffic.out.count <= Self.most else {
                throw DriverError(.failed, "The console wrote more than its reader took.")
            }
        }
        try write(&traffic)
        guard try type(stream, &traffic) else { return false }
        wait(traffic)
        return true
    }

    private func write(_ traffic: inout Traffic) throws {
        while !traffic.out.isEmpty {
            let count = traffic.out.withUnsafeBytes {
                send(ours.number, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
            }
            guard count > 0 else { return }
            traffic.out.removeFirst(count)
        }
    }

    /// The last words, for as long as somebody reads them.
    private func drain(_ traffic: inout Traffic) throws {
        let end = ContinuousClock.now.advanced(by: .seconds(5))
        while !traffic.out.isEmpty, ContinuousClock.now < end, !isStopped.load(ordering: .acquiring) {
            try write(&traffic)
            if !traffic.out.isEmpty { wait(traffic) }
        }
    }

    /// False when nobody types any more: the other end is closed.
    private func type(_ stream: borrowing Stream, _ traffic: inout Traffic) throws -> Bool {
        if traffic.typed.isEmpty {
            var bytes = [UInt8](repeating: 0, count: Self.piece)
            let count = recv(ours.number, &bytes, bytes.count, 0)
            if count == 0 { return false }
            if count < 0 { return errno == EAGAIN || errno == EINTR }
            traffic.typed = Array(bytes.prefix(count))
        }
        let sent = try stream.sendIfPossible(traffic.typed)
        traffic.typed.removeFirst(sent)
        return true
    }

    private func wait(_ traffic: Traffic) {
        var events: Int32 = traffic.typed.isEmpty ? POLLIN : 0
        if !traffic.out.isEmpty { events |= POLLOUT }
        var waiting = [
            pollfd(fd: ours.number, events: Int16(events), revents: 0),
            pollfd(fd: bell.ear.number, events: Int16(POLLIN), revents: 0),
        ]
        // What libvirt could not take is tried again soon; otherwise the bell or the socket ends the wait.
        _ = poll(&waiting, 2, traffic.typed.isEmpty ? 1000 : 10)
        var rung = [UInt8](repeating: 0, count: 4096)
        _ = read(bell.ear.number, &rung, rung.count)
    }
}
