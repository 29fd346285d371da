import FoundationEssentials

/// A change that a user asked for: durable from the moment it is accepted, with progress, an end and a reason.
///
/// ```
/// pending ─► running ─► succeeded
///               │  └──► stuck ─(retry)─► running        past the point of no return
///               ▼
///           unwinding ─► failed | cancelled | stuck
/// ```
public struct Operation: Codable, Hashable, Sendable, Identifiable {
    public enum State: String, Codable, Sendable, CaseIterable {
        case pending, running, unwinding, succeeded, failed, cancelled, stuck

        /// Whether nothing more happens by itself. A stuck operation keeps its locks until it is retried.
        public var isSettled: Bool {
            switch self {
            case .succeeded, .failed, .cancelled, .stuck: true
            case .pending, .running, .unwinding: false
            }
        }
    }

    /// What the operation changes.
    public struct Target: Codable, Hashable, Sendable {
        /// A noun of the wire: `vm`.
        public var kind: String
        public var id: UUID
        public var name: String

        public init(kind: String, id: UUID, name: String) {
            self.kind = kind
            self.id = id
            self.name = name
        }
    }

    public struct Progress: Codable, Hashable, Sendable {
        /// 0…1.
        public var fraction: Double
        /// The step at work, in words.
        public var step: String

        public init(fraction: Double, step: String) {
            self.fraction = fraction
            self.step = step
        }
    }

    public var id: UUID
    public var number: Int64 = 0
    /// Noun and verb: `vm.create`.
    public var kind: String
    public var state: State
    public var target: Target
    public var host: UUID?
    /// Who asked.
    public var actor: String
    public var createdAt: Date
    public var startedAt: Date?
    public var finishedAt: Date?
    public var progress: Progress
    public var cancelRequested: Bool = false
    /// False once past the point of no return.
    public var cancellable: Bool = true
    public var error: Problem?
    /// What came of it, by kind of operation; for `vm.delete` the ``DeletionPlan`` that was carried out.
    public var deleted: DeletionPlan?
    /// What it made, where that is not the target itself: the snapshot, the clone.
    public var created: Target?
    /// What its reader should know: that a change takes effect at the next start.
    public var notes: [String]?

    public init(id: UUID, kind: String, target: Target, host: UUID?, actor: String, createdAt: Date) {
        self.id = id
        self.kind = kind
        self.state = .pending
        self.target = target
        self.host = host
        self.actor = actor
        self.createdAt = createdAt
        self.progress = Progress(fraction: 0, step: "accepted")
    }
}
