import NIOCore
import NIOPosix
import Synchronization

/// Executes what ``ConnectionMachine`` decides. Nothing under its lock blocks; libvirt is only called in lanes.
final class HostEngine: Sendable {
    struct Entry {
        var call: any PendingCall
        var deadline: ContinuousClock.Instant
        /// What to submit once connected; nil when it was.
        var job: (@Sendable (Link, Lane, Int) -> Void)?
    }
    struct RunningCall {
        var attempt: Int
        /// Whether its deadline has passed.
        var isOverdue = false
    }
    struct State {
        var machine: ConnectionMachine
        var attempt = 0
        var link: Link?
        var lane: Lane?
        /// Attempts that had timed out and have not returned.
        var late: Set<Int> = []
        /// An attempt whose connection was lost before it was reported open.
        var lostEarly: (attempt: Int, error: LibvirtError)?
        /// Replaced lanes with threads that have not come back.
        var abandoned: [Lane] = []
        var calls: [ObjectIdentifier: Entry] = [:]
        /// What the lanes' threads are in.
        var running: [ObjectIdentifier: RunningCall] = [:]
        var watchdog = Watchdog()
    }
    let uri: String
    let configuration: HostConnection.Configuration
    let events = Broadcast<HostEvent>(overflow: .resync(.overflow))
    let statusChanges = Broadcast<ConnectionStatus>(overflow: nil)
    let timer: any EventLoop = MultiThreadedEventLoopGroup.singleton.next()
    let state: Mutex<State>

    init(_ address: LibvirtAddress, _ configuration: HostConnection.Configuration) {
        uri = address.connectionURI
        self.configuration = configuration
        state = Mutex(State(machine: ConnectionMachine(backoff: configuration.backoff)))
    }

    deinit {
        events.finish()
        statusChanges.finish()
        let (link, lane) = state.withLock { ($0.link, $0.lane) }
        // Only where shutdown was forgotten: closing blocks, so it is done elsewhere.
        if let link { (lane ?? Lane(threads: 1)).submitAlways { link.close() } }
    }

    var status: ConnectionStatus { state.withLock { $0.machine.status } }

    func statuses() -> AsyncStream<ConnectionStatus> {
        state.withLock { statusChanges.stream(limit: 8, first: $0.machine.status) }
    }

    func start() {
        state.withLock { state in
            let actions = state.machine.start()
            execute(actions, &state)
        }
    }

    func hurry() {
        state.withLock { state in
            let actions = state.machine.hurry()
            execute(actions, &state)
        }
    }

    func shutdown(limit: Duration) async {
        let error = LibvirtError(.shutDown, message: "the connection was shut down", call: "shutdown")
        let lane = state.withLock { state -> Lane? in
            let actions = state.machine.shutdown(error)
            execute(actions, &state)
            return state.lane.take()
        }
        events.finish()
        statusChanges.finish()
        guard let lane else { return }
        let ended = Call<Void>("shutdown")
        timer.after(limit) { ended.fail(error) }
        lane.submitAlways { lane.stop { ended.resolve(.success(())) } }
        // The limit's end is no error: threads that are held end when their calls return.
        try? await ended.value()
        lane.stop()
    }

    func execute(_ actions: [ConnectionMachine.Action], _ state: inout State) {
        for action in actions {
            switch action {
            case .open(let attempt): open(attempt, &state)
            case .begin: begin(&state)
            case .fail(let error): fail(error, &state)
            case .close: close(&state)
            case .retry(let attempt, let instant): retry(attempt, at: instant)
            case .publish(let status): statusChanges.send(status)
            }
        }
    }

    private func fail(_ error: LibvirtError, _ state: inout State) {
        for entry in state.calls.values {
            entry.call.fail(LibvirtError(error.ownCode, message: error.message, call: entry.call.name))
        }
        state.calls = [:]
    }

    private func close(_ state: inout State) {
        guard let link = state.link.take(), let lane = state.lane else { return }
        lane.submitAlways { link.close() }
    }

    private func retry(_ attempt: Int, at instant: ContinuousClock.Instant) {
        timer.after(ContinuousClock.now.duration(to: instant)) { [weak self] in
            self?.state.withLock { state in
                let actions = state.machine.retryDue(attempt: attempt)
                self?.execute(actions, &state)
            }
        }
    }
}

extension LibvirtError {
    /// What pending calls are told: the binding's own code, or that the host is not connected.
    var ownCode: Code { domain == .binding && code == .shutDown ? .shutDown : .disconnected }
}

extension EventLoop {
    /// Runs a quick body on the loop after a while.
    func after(_ delay: Duration, _ body: @escaping @Sendable () -> Void) {
        let (seconds, attoseconds) = delay.components
        let nanoseconds = max(0, min(seconds, 86_400)) * 1_000_000_000 + max(0, attoseconds / 1_000_000_000)
        _ = scheduleTask(in: .nanoseconds(nanoseconds), body)
    }
}
