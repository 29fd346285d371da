extension HostEngine {
    /// Takes a call in: submits it, lets it wait for the first connection, or fails it.
    func enter<Value: Sendable>(
        _ call: Call<Value>, deadline: Duration, _ work: @escaping @Sendable (Connection) throws -> Value
    ) {
        let job: @Sendable (Link, Lane, Int) -> Void = { [weak self] link, lane, attempt in
            lane.submit { [weak self] in self?.run(call, work, link, attempt) }
        }
        state.withLock { state in
            let started = state.machine.start()
            execute(started, &state)
            if let error = refusal(call.name, state) {
                call.fail(error)
                return
            }
            let end = ContinuousClock.now.advanced(by: deadline)
            var entry = Entry(call: call, deadline: end, job: job)
            if let link = state.link, let lane = state.lane {
                job(link, lane, state.attempt)
                entry.job = nil
            }
            state.calls[ObjectIdentifier(call)] = entry
            watch(end, &state)
        }
    }

    /// The caller's wait is over.
    func leave(_ call: any PendingCall) {
        state.withLock { $0.calls[ObjectIdentifier(call)] = nil }
    }

    var load: Int { state.withLock { $0.calls.count + $0.running.values.count(where: \.isOverdue) } }

    /// Submits the calls that waited for the connection.
    func begin(_ state: inout State) {
        events.send(.resync(.connected))
        guard let link = state.link, let lane = state.lane else { return }
        for (key, entry) in state.calls {
            entry.job?(link, lane, state.attempt)
            state.calls[key]?.job = nil
        }
    }

    private func refusal(_ name: String, _ state: State) -> LibvirtError? {
        switch state.machine.state {
        case .stopped: LibvirtError(.shutDown, message: "the connection was shut down", call: name)
        case .connecting(_, let error?), .waiting(_, let error, _):
            LibvirtError(.disconnected, message: error.message, call: name)
        case .idle, .connecting, .connected:
            state.calls.count < configuration.maximumCalls
                ? nil : LibvirtError(.tooManyCalls, message: "too many calls wait for the host", call: name)
        }
    }

    /// Runs on a lane thread.
    private func run<Value: Sendable>(
        _ call: Call<Value>, _ work: (Connection) throws -> Value, _ link: Link, _ attempt: Int
    ) {
        // Where nobody waits any more it must not begin.
        guard call.isPending else { return }
        let key = ObjectIdentifier(call)
        state.withLock { $0.running[key] = RunningCall(attempt: attempt) }
        defer { state.withLock { $0.running[key] = nil } }
        guard let connection = link.borrow() else {
            call.fail(LibvirtError(.disconnected, message: "the connection was closed", call: call.name))
            return
        }
        do {
            call.resolve(.success(try work(connection)))
        } catch {
            guard let libvirtError = error as? LibvirtError, !connection.isAlive else {
                call.resolve(.failure(error))
                return
            }
            let loss = LibvirtError(.disconnected, message: libvirtError.message, call: call.name)
            call.fail(loss)
            lost(attempt, loss)
        }
    }
}
