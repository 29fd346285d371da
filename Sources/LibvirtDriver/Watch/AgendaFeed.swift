import Libvirt

/// Turns what a connection tells into an agenda.
struct AgendaFeed: Sendable {
    let reads: HostConnection
    let agenda: Agenda
    let tempo: Tempo

    func followStatus() async {
        for await status in reads.statuses() {
            guard status != .connecting else { continue }
            agenda.add { $0.status = status }
        }
        // The connection was shut down, or the watch was cancelled.
        agenda.finish()
    }

    /// Begins to connect once it hears events, so that none is lost.
    func followEvents() async {
        let events = reads.events()
        reads.start()
        for await event in events {
            agenda.add { $0.note(event) }
        }
    }

    /// Asks for a listing whenever one is due.
    func remind() async {
        while !Task.isCancelled {
            try? await Task.sleep(for: tempo.retry)
            if agenda.isListingDue { agenda.add { $0.everything = true } }
        }
    }
}

extension Agenda.Items {
    mutating func note(_ event: HostEvent) {
        switch event {
        case .resync(let reason):
            everything = true
            if reason == .connected { isFresh = true }
        case .domain(let domain, let event): if event.changesRow { machines.insert(domain.uuid) }
        case .pool: pools = true
        case .network: networks = true
        }
    }
}

extension DomainEvent {
    /// Whether what is shown of a machine may be another than before.
    fileprivate var changesRow: Bool {
        switch self {
        case .lifecycle, .ioError, .blockJob, .deviceAdded, .deviceRemoved, .metadataChanged, .agent, .jobCompleted,
            .balloon:
            true
        case .rebooted, .deviceRemovalFailed: false
        }
    }
}
