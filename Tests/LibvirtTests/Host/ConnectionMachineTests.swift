import Testing

@testable import Libvirt

@Suite struct ConnectionMachineTests {
    private let now = ContinuousClock.now
    private let error = LibvirtError(.systemError, domain: .rpc, message: "refused", call: "open")

    private func machine() -> ConnectionMachine {
        ConnectionMachine(backoff: Backoff(initial: .seconds(1), maximum: .seconds(8)))
    }

    private func connected(_ machine: inout ConnectionMachine) {
        _ = machine.start()
        _ = machine.opened(attempt: 1, receivesEvents: true, now: now)
    }

    @Test func `the first start opens, the second does nothing`() {
        var machine = machine()
        #expect(machine.start() == [.publish(.connecting), .open(attempt: 1)])
        #expect(machine.start() == [])
    }

    @Test func `an open connection lets the waiting calls begin`() {
        var machine = machine()
        _ = machine.start()
        let status = ConnectionStatus.connected(since: now, receivesEvents: false)
        #expect(machine.opened(attempt: 1, receivesEvents: false, now: now) == [.publish(status), .begin])
    }

    @Test func `a failed attempt fails the calls and is repeated later`() {
        var machine = machine()
        _ = machine.start()
        let retryAt = now + .seconds(1)
        #expect(
            machine.openFailed(attempt: 1, error, isStuck: false, now: now, jitter: 1) == [
                .fail(error), .publish(.disconnected(error, retryAt: retryAt)), .retry(attempt: 1, at: retryAt),
            ])
        #expect(machine.retryDue(attempt: 1) == [.publish(.connecting), .open(attempt: 2)])
        #expect(machine.state == .connecting(attempt: 2, previous: error))
    }

    @Test func `waits double up to the maximum`() {
        var machine = machine()
        _ = machine.start()
        var waits: [Duration] = []
        for attempt in 1...6 {
            let actions = machine.openFailed(attempt: attempt, error, isStuck: false, now: now, jitter: 1)
            guard case .retry(_, let instant) = actions.last else { continue }
            waits.append(now.duration(to: instant))
            _ = machine.retryDue(attempt: attempt)
        }
        #expect(waits == [1, 2, 4, 8, 8, 8].map { .seconds($0) })
    }

    @Test(arguments: [(0.0, 500), (0.5, 750), (1.0, 1000)])
    func `jitter takes up to half of the wait`(jitter: Double, milliseconds: Int) {
        #expect(Backoff(initial: .seconds(1)).delay(failures: 1, jitter: jitter) == .milliseconds(milliseconds))
    }

    @Test func `a stuck attempt waits longest, and its return ends the wait`() {
        var machine = machine()
        _ = machine.start()
        let actions = machine.openFailed(attempt: 1, error, isStuck: true, now: now, jitter: 1)
        #expect(actions.last == .retry(attempt: 1, at: now + .seconds(8)))
        #expect(machine.lateReturn() == [.publish(.connecting), .open(attempt: 2)])
        #expect(machine.retryDue(attempt: 1) == [])
    }

    @Test func `a host that is known to answer is asked at once, and calls wait for it`() {
        var machine = machine()
        #expect(machine.hurry() == [])
        connected(&machine)
        #expect(machine.hurry() == [])
        _ = machine.lost(attempt: 1, error, now: now, jitter: 1)
        #expect(machine.hurry() == [.publish(.connecting), .open(attempt: 2)])
        #expect(machine.state == .connecting(attempt: 2, previous: nil))
        _ = machine.openFailed(attempt: 2, error, isStuck: false, now: now, jitter: 1)
        _ = machine.retryDue(attempt: 2)
        #expect(machine.hurry() == [])
        #expect(machine.state == .connecting(attempt: 3, previous: nil))
    }

    @Test func `the loss of the connection fails calls, closes and waits`() {
        var machine = machine()
        connected(&machine)
        let retryAt = now + .seconds(61)
        #expect(
            machine.lost(attempt: 1, error, now: now + .seconds(60), jitter: 1) == [
                .close, .fail(error), .publish(.disconnected(error, retryAt: retryAt)),
                .retry(attempt: 1, at: retryAt),
            ])
    }

    @Test func `a connection that flaps is asked less and less often`() {
        var machine = machine()
        _ = machine.start()
        var waits: [Duration] = []
        for attempt in 1...3 {
            _ = machine.opened(attempt: attempt, receivesEvents: true, now: now)
            let actions = machine.lost(attempt: attempt, error, now: now + .seconds(1), jitter: 1)
            guard case .retry(_, let instant) = actions.last else { continue }
            waits.append((now + .seconds(1)).duration(to: instant))
            _ = machine.retryDue(attempt: attempt)
        }
        #expect(waits == [.seconds(1), .seconds(2), .seconds(4)])
    }

    @Test func `reports of an older attempt change nothing`() {
        var machine = machine()
        _ = machine.start()
        _ = machine.openFailed(attempt: 1, error, isStuck: true, now: now, jitter: 1)
        _ = machine.retryDue(attempt: 1)
        let state = machine.state
        #expect(machine.opened(attempt: 1, receivesEvents: true, now: now) == [])
        #expect(machine.openFailed(attempt: 1, error, isStuck: false, now: now, jitter: 1) == [])
        #expect(machine.lost(attempt: 1, error, now: now, jitter: 1) == [])
        #expect(machine.lateReturn() == [])
        #expect(machine.state == state)
    }

    @Test func `shutdown closes once and nothing follows`() {
        var machine = machine()
        connected(&machine)
        #expect(machine.shutdown(error) == [.fail(error), .close, .publish(.stopped)])
        #expect(machine.shutdown(error) == [])
        #expect(machine.start() == [])
        #expect(machine.retryDue(attempt: 1) == [])
        #expect(machine.opened(attempt: 1, receivesEvents: true, now: now) == [])
    }
}
