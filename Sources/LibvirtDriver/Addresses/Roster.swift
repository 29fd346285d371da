import ApusModel
import FoundationEssentials
import Synchronization

/// The running machines of a host, what is known of their addresses, and when to look again.
final class Roster: Sendable {
    struct Entry: Sendable {
        var macs: Set<String>
        var hasAgent: Bool
        /// When it was seen to start; nil for one that ran before.
        var startedAt: ContinuousClock.Instant?
        /// What the guest itself says; nil while its agent has not answered.
        var told: [GuestAddress]?
        /// What the host knows.
        var observed: [GuestAddress] = []
        var nextLook = ContinuousClock.now
        var nextQuestion = ContinuousClock.now
        var unanswered = 0

        var addresses: [GuestAddress] { told ?? observed }
    }

    private let entries = Mutex<[UUID: Entry]>([:])
    let sizes = DiskSizes()

    /// Takes a listing over: who is not in it does not run.
    func replace(_ readings: [MachineReading]) {
        entries.withLock { entries in
            var kept: [UUID: Entry] = [:]
            for reading in readings {
                guard let entry = Self.entry(reading, entries[reading.id], startedAt: nil) else { continue }
                kept[reading.id] = entry
            }
            entries = kept
        }
    }

    /// Takes one machine over.
    func update(_ reading: MachineReading) {
        entries.withLock { entries in
            entries[reading.id] = Self.entry(reading, entries[reading.id], startedAt: .now)
        }
    }

    func remove(_ id: UUID) {
        entries.withLock { $0[id] = nil }
    }

    /// The row with the addresses and sizes that are known.
    func withAddresses(_ row: VirtualMachine) -> VirtualMachine {
        var row = row
        row.addresses = entries.withLock { $0[row.id]?.addresses } ?? []
        sizes.fill(&row)
        return row
    }

    /// The machines for which `when` says that it is time, longest overdue first.
    func due(
        _ when: any KeyPath<Entry, ContinuousClock.Instant> & Sendable, at now: ContinuousClock.Instant,
        where condition: (Entry) -> Bool
    ) -> [(UUID, Entry)] {
        entries.withLock { entries in
            entries.filter { $0.value[keyPath: when] <= now && condition($0.value) }
                .sorted { $0.value[keyPath: when] < $1.value[keyPath: when] }.map { ($0.key, $0.value) }
        }
    }

    /// Changes an entry that is still there.
    /// - Returns: its addresses, if the change made them others.
    func change(_ id: UUID, _ change: (inout Entry) -> Void) -> [GuestAddress]? {
        entries.withLock { entries in
            guard var entry = entries[id] else { return nil }
            let before = entry.addresses
            change(&entry)
            entries[id] = entry
            return entry.addresses == before ? nil : entry.addresses
        }
    }

    /// nil for a machine that does not run.
    private static func entry(
        _ reading: MachineReading, _ known: Entry?, startedAt: ContinuousClock.Instant?
    ) -> Entry? {
        let state = NativeState(reading.state, reason: reading.reason, hasManagedSave: reading.hasManagedSave).state
        guard state.isActive, let description = reading.description else { return nil }
        let hasAgent = description.agentChannel?.isConnected == true
        var entry = known ?? Entry(macs: [], hasAgent: hasAgent, startedAt: startedAt)
        entry.macs = Set(description.interfaces.compactMap(\.mac))
        if !hasAgent { entry.told = nil }
        if hasAgent && !entry.hasAgent { entry.nextQuestion = .now }
        entry.hasAgent = hasAgent
        return entry
    }
}

extension Roster.Entry {
    /// When the addresses are looked at after `now`: soon for a young guest without any.
    func next(after now: ContinuousClock.Instant, _ tempo: Tempo) -> ContinuousClock.Instant {
        let isYoung = startedAt.map { now - $0 < tempo.youth } ?? false
        return now.advanced(by: addresses.isEmpty && isYoung ? tempo.addresses : tempo.knownAddresses)
    }
}
