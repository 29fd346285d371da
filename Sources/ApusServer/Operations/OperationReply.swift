import ApusCore
import ApusModel
import FoundationEssentials
import HTTPTypes
import Schema

extension APIOperation.Parameter {
    /// How long a call that makes an operation waits for its end.
    static let wait = query("wait", .integer(0...300), "Seconds to wait for the operation's end.")
}

extension Route.Answer {
    /// The answers of every call that makes an operation.
    static let operation: [Route.Answer] = [
        .init(status: 202, summary: "Accepted; the operation goes on.", schema: .operation),
        .init(
            status: 200, summary: "With ?wait=: the settled operation; its `error` says why it failed.",
            schema: .operation),
    ]
}

extension ControlPlane {
    /// The answer to a change under its idempotency key. The key is looked up first: a retry must find the operation of the
    /// first try also when the thing it changed is gone, or is no longer in the state that allowed it.
    func change(_ call: Call, _ act: (Caller) async throws -> ApusModel.Operation) async throws -> Reply {
        let caller = try call.caller()
        do {
            if let earlier = try await operations.existing(under: caller.idempotency) {
                return try await reply(earlier, call)
            }
            return try await reply(try await act(caller), call)
        } catch AcceptanceRefusal.keyReused {
            throw Problem(.idempotencyReuse, "This Idempotency-Key was used for another request.")
        }
    }

    /// The answer to an accepted change: 202 at once, or 200 when it is settled within the caller's wait.
    func reply(_ operation: ApusModel.Operation, _ call: Call) async throws -> Reply {
        var current = operation
        if call.wait > .zero { current = await operations.settled(operation.id, within: call.wait) ?? operation }
        let isDone = current.state.isSettled && call.wait > .zero
        return try Reply.json(current, status: isDone ? 200 : 202)
            .with(.location, "/api/v1/operations/\(current.id.uuidString.lowercased())")
    }
}
