import ApusCore
import ApusModel
import FoundationEssentials
import Schema

extension ControlPlane {
    /// Follow, cancel and retry operations.
    func operationRoutes(_ listing: TableRoutes<UUID, ApusModel.Operation>) -> [Route] {
        let answer = Route.Answer.operation
        let path = "/api/v1/operations/{ref}"
        return [
            Route(
                method: .get, path: path, policy: .view, name: "show-operation", tag: "Operations",
                summary: "One operation by UUID or number; waits for its end with ?wait=", query: [.wait],
                answers: [.init(status: 200, summary: "The operation.", schema: .operation)]
            ) { call in
                let operation = try listing.find(call.reference)
                return try (await operations.settled(operation.id, within: call.wait) ?? operation).tagged(for: call)
            },
            Route(
                method: .delete, path: path, policy: .use, name: "cancel-operation", tag: "Operations",
                summary: "Ask for the end of an operation; what it did is undone", query: [.wait], answers: answer
            ) { call in
                try await reply(try await operations.cancel(listing.find(call.reference).id), call)
            },
            Route(
                method: .post, path: path + "/retry", policy: .operate, name: "retry-operation", tag: "Operations",
                summary: "Drive a stuck operation again", query: [.wait], answers: answer
            ) { call in
                try await reply(try await operations.retry(listing.find(call.reference).id), call)
            },
        ]
    }
}
