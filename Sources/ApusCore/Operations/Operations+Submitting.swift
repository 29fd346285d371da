import ApusModel
import FoundationEssentials
import Schema
import Workflow

extension Operations {
    /// Accepts a change of something that exists: its locks and one workflow. A retry under the same key finds the first try.
    /// - Throws: a ``Problem``; `host-unreachable` where the host does not answer, `locked` with the operation in the way.
    func submit<W: Workflow>(
        _ kind: String, of target: ApusModel.Operation.Target, on host: UUID?, _ workflow: W, locks: [String],
        _ caller: Caller
    ) async throws -> ApusModel.Operation {
        if let earlier = try await existing(under: caller.idempotency) { return earlier }
        if let host { try requireAnswering(host) }
        let operation = ApusModel.Operation(
            id: ambient.uuid(), kind: kind, target: target, host: host, actor: caller.actor.name,
            createdAt: ambient.now())
        return try await admit(
            Acceptance(
                operation: operation, workflow: W.kind, input: try JSONCoding.encode(workflow), locks: locks,
                idempotency: caller.idempotency))
    }

    /// ``accept(_:)`` with refusals as the problems that clients see; a moved generation stays as it is.
    func admit(_ acceptance: Acceptance) async throws -> ApusModel.Operation {
        do {
            return try await accept(acceptance)
        } catch AcceptanceRefusal.locked(_, let holder) {
            let name = Echo.quoted(acceptance.operation.target.name)
            var problem = Problem(.locked, "Another operation is changing \(name); wait for it or cancel it.")
            problem.operation = holder
            throw problem
        } catch AcceptanceRefusal.keyReused {
            throw Problem(.idempotencyReuse, "This Idempotency-Key was used for another request.")
        }
    }

    private func requireAnswering(_ host: UUID) throws {
        guard let row = estate.hosts.row(host), row.state == .unreachable else { return }
        var problem = Problem(.hostUnreachable, "The host \(Echo.quoted(row.name)) does not answer.")
        problem.retryAfter = 10
        throw problem
    }
}
