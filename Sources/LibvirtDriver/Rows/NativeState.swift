import ApusModel
import Libvirt

/// A domain's state in the closed list's word and in libvirt's own.
struct NativeState: Hashable, Sendable {
    var state: VirtualMachineState
    /// As `virsh domstate --reason` says it: `shut off (destroyed)`.
    var words: String

    init(_ state: DomainState, reason: Int32, hasManagedSave: Bool) {
        self.state = Self.state(state, reason, hasManagedSave)
        let word = Self.words[state] ?? state.description
        words = Self.reason(state, reason).map { "\(word) (\($0))" } ?? word
    }

    private static func state(_ state: DomainState, _ reason: Int32, _ hasManagedSave: Bool) -> VirtualMachineState {
        switch state {
        case .running, .blocked: reason == RunningReason.postcopy.rawValue ? .migrating : .running
        case .paused: paused(PausedReason(rawValue: reason))
        case .guestSuspended: .paused
        case .shutdown: .stopping
        case .shutoff: hasManagedSave ? .saved : .off
        case .crashed: .crashed
        default: .unknown
        }
    }

    private static func paused(_ reason: PausedReason) -> VirtualMachineState {
        switch reason {
        case .migration, .postcopy: .migrating
        case .startingUp: .starting
        case .shuttingDown: .stopping
        default: .paused
        }
    }

    private static func reason(_ state: DomainState, _ reason: Int32) -> String? {
        guard let words = reasons[state], let index = Int(exactly: reason), words.indices.contains(index), index > 0
        else { return nil }
        return words[index]
    }

    private static let words: [DomainState: String] = [
        .none: "no state", .running: "running", .blocked: "idle", .paused: "paused", .shutdown: "in shutdown",
        .shutoff: "shut off", .crashed: "crashed", .guestSuspended: "pmsuspended",
    ]

    /// By number; the first is libvirt's "unknown", which says nothing.
    private static let reasons: [DomainState: [String]] = [
        .running: [
            "unknown", "booted", "migrated", "restored", "from snapshot", "unpaused", "migration canceled",
            "save canceled", "event wakeup", "crashed", "post-copy", "post-copy failed",
        ],
        .paused: [
            "unknown", "user", "migrating", "saving", "dumping", "I/O error", "watchdog", "from snapshot",
            "shutting down", "creating snapshot", "crashed", "starting up", "post-copy", "post-copy failed",
        ],
        .shutdown: ["unknown", "user"],
        .shutoff: [
            "unknown", "shutdown", "destroyed", "crashed", "migrated", "saved", "failed", "from snapshot", "daemon",
        ],
        .crashed: ["unknown", "panicked"],
    ]
}
