import Dispatch
import Glibc
import Synchronization

/// A child process that leads a session of its own on a pseudo terminal, with none of our files and environment.
///
/// When this process dies, the kernel closes the master and hangs the terminal up: the child gets SIGHUP, and nothing stays.
public final class ChildTerminal: Sendable {
    /// The master; of a program on plain streams, a socket that is its standard input and output. It is the caller's, who
    /// closes it.
    public let descriptor: Int32
    /// Standard error of a program on plain streams, to be read; it is the caller's, too.
    public let errors: Int32?
    private let state: Mutex<State>

    private struct State {
        let pid: pid_t
        /// A second descriptor of the master: the number of the caller's may be another file's by now.
        var control: Int32
        var status: Int32?
    }

    /// - Throws: ``TerminalError`` where the program cannot be started.
    public init(_ program: TerminalProgram, columns: Int, rows: Int) throws(TerminalError) {
        errors = nil
        let (master, slave) = try PseudoTerminal.open(columns: columns, rows: rows)
        let control = fcntl(master, F_DUPFD_CLOEXEC, 3)
        do throws(TerminalError) {
            guard control >= 0 else { throw PseudoTerminal.fault("no pseudo terminal could be made") }
            let pid = try Spawn.child(program, on: slave)
            state = Mutex(State(pid: pid, control: control))
        } catch {
            close(master)
            if control >= 0 { close(control) }
            throw error
        }
        descriptor = master
    }

    /// A program on plain streams. Its session has a terminal all the same, which hangs up with this process.
    /// - Throws: ``TerminalError`` where the program cannot be started.
    public init(onStreams program: TerminalProgram) throws(TerminalError) {
        let streams = try PlainStreams()
        do throws(TerminalError) {
            let (master, slave) = try PseudoTerminal.open(columns: 80, rows: 24)
            do throws(TerminalError) {
                let pid = try Spawn.child(program, on: slave, streams)
                state = Mutex(State(pid: pid, control: master))
            } catch {
                close(master)
                throw error
            }
        } catch {
            streams.closeOwn()
            streams.closeTheirs()
            throw error
        }
        streams.closeTheirs()
        (descriptor, errors) = (streams.own, streams.errors)
    }

    public func resize(columns: Int, rows: Int) {
        state.withLock { state in
            if state.status == nil { PseudoTerminal.resize(state.control, columns: columns, rows: rows) }
        }
    }

    /// Closes the caller's descriptors, where it keeps none of its own.
    public func closeMaster() {
        close(descriptor)
        if let errors { close(errors) }
    }

    /// Whether the program has ended; it stays to be waited for.
    public var isOver: Bool { state.withLock { $0.status != nil || Session.isOver($0.pid) } }

    /// The exit status, or 128 and the signal, once ``end(within:)`` has returned.
    public var status: Int32? { state.withLock { $0.status } }

    /// Ends what still runs: SIGHUP to the program's group, and when `limit` is over SIGKILL to all of its session. Waits on a
    /// thread of its own.
    /// - Returns: the exit status, or 128 and the signal that ended it.
    public func end(within limit: Duration = .seconds(2)) async -> Int32 {
        await withCheckedContinuation { continuation in
            DispatchQueue(label: "apus.terminal.end").async {
                continuation.resume(returning: self.finish(limit))
            }
        }
    }

    private func finish(_ limit: Duration) -> Int32 {
        let pid = state.withLock { state -> pid_t? in
            if state.control >= 0 { close(state.control) }
            state.control = -1
            return state.status == nil ? state.pid : nil
        }
        if let pid { Session.hangUp(pid, within: limit) }
        return state.withLock { state in
            let status = state.status ?? Session.reap(state.pid)
            state.status = status
            return status
        }
    }

    deinit {
        state.withLock { state in
            if state.control >= 0 { close(state.control) }
            if state.status == nil { _ = Session.reap(state.pid) }
        }
    }
}
