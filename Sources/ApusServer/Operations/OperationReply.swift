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
        .init(status: 202, summary: "Accepted; the operation goes on.", schema: .reference("Operation", to: ResourceSchemas.operation)),
        .init(status: 200, summary: "With ?wait=: the settled operation; its `error` says why it failed.", schema: .reference("Operation", to: ResourceSchemas.operation)),
    ]
}

extension ControlPlane {
    /// The answer to an accepted change: 202 at once, or 200 when it is settled within the caller's wait.
    func reply(_ operation: ApusModel.Operation, _ call: Call) async throws -> Reply {
        var current = operation
        if call.wait > .zero { current = await operations.settled(operation.id, within: call.wait) ?? operation }
        let isDone = current.state.isSettled && call.wait > .zero
        return try Reply.json(current, status: isDone ? 200 : 202)
            .with(.location, "/api/v1/operations/\(current.id.uuidString.lowercased())")
    }
}
