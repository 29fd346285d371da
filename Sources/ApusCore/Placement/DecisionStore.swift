import ApusModel
import FoundationEssentials

/// Decisions as long as their operations are kept; each is stored in the transaction that accepts its operation.
public protocol DecisionStore: Sendable {
    /// The latest, newest first.
    func decisions(limit: Int) async throws -> [PlacementDecision]
    func decision(of operation: UUID) async throws -> PlacementDecision?
}
