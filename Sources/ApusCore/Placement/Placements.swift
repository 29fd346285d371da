import ApusModel
import FoundationEssentials
import Placement
import Schema
import Synchronization

/// What can be asked about placement.
public struct Placements: Sendable {
    let scheduler: Scheduler
    let machines: VirtualMachines
    let claims: any OperationStore
    let store: any DecisionStore

    /// The latest decisions, newest first; those that found no host are among them until the server is started again.
    public func decisions(limit: Int) async throws -> PlacementDecisions {
        let kept = try await store.decisions(limit: limit)
        let all = (kept + machines.refused.all).sorted { $1.at < $0.at }
        return PlacementDecisions(
            algorithm: scheduler.settings.method.name, shadow: scheduler.settings.shadow?.name,
            decisions: Array(all.prefix(limit)))
    }

    /// - Throws: a ``Problem`` `not-found` where the operation placed nothing, or is forgotten.
    public func decision(of operation: UUID) async throws -> PlacementDecision {
        guard let decision = try await store.decision(of: operation) else {
            throw Problem(.notFound, "There is no placement decision of the operation \(operation).")
        }
        return decision
    }

    /// Where a create request would go, and why not elsewhere. Nothing changes.
    public func explain(_ request: CreateVirtualMachine) async throws -> PlacementDecision {
        try await machines.placementDecision(request)
    }

    /// How many more machines fit; after the failure of `host`, where it is given.
    public func capacity(without host: Host?) async throws -> EstateCapacity {
        scheduler.capacity(try await claims.claims().claims, without: host)
    }
}

/// The last decisions that found no host, in memory: they have no operation to be kept with.
final class RefusedDecisions: Sendable {
    private static let limit = 100
    private let kept = Mutex<[PlacementDecision]>([])

    var all: [PlacementDecision] { kept.withLock { $0 } }

    func append(_ decision: PlacementDecision) {
        kept.withLock { kept in
            kept.append(decision)
            if kept.count > Self.limit { kept.removeFirst(kept.count - Self.limit) }
        }
    }
}
