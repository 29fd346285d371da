import ApusModel
import FoundationEssentials
import Workflow

/// Makes a network, and starts it where asked. One that cannot start is taken away again.
struct CreateNetworkWorkflow: Workflow {
    static let kind = "network.create.v1"
    static let stepNames = ["define", "start", "observe"]

    var key: HostedKey
    var name: String
    var settings: NetworkSettings
    var start: Bool

    func run(_ step: Steps<WorkflowContext>, in context: WorkflowContext) async throws -> OperationOutput {
        try await step("define", undo: { try await context.networks(key.host).remove(key.id) }) {
            try await context.networks(key.host).define(key.id, name, settings)
        }
        try await step("start", undo: { try await context.networks(key.host).stop(key.id) }) {
            if start { try await context.networks(key.host).start(key.id) }
        }
        try await step.commit()
        try await step("observe") { try await context.refreshNetwork(key) }
        return OperationOutput()
    }
}

/// Changes what was asked of a network, in its definition and, where libvirt can, while it runs.
struct UpdateNetworkWorkflow: Workflow {
    static let kind = "network.update.v1"
    static let stepNames = ["look", "change", "observe"]

    var key: HostedKey
    var change: NetworkChange

    func run(_ step: Steps<WorkflowContext>, in context: WorkflowContext) async throws -> OperationOutput {
        let before = try await step("look") { try await look(context) }
        let notes = try await step(
            "change", undo: { _ = try await context.networks(key.host).apply(before, to: key.id) }
        ) {
            try await context.networks(key.host).apply(try change.applied(to: before), to: key.id)
        }
        try await step.commit()
        try await step("observe") { try await context.refreshNetwork(key) }
        return OperationOutput(notes: notes.isEmpty ? nil : notes)
    }

    private func look(_ context: WorkflowContext) async throws -> NetworkSettings {
        guard let settings = try await context.networks(key.host).settings(of: key.id) else {
            throw DriverError(.notFound, "The network is not there any more.")
        }
        return settings
    }
}

/// Starts a network that is inactive.
struct StartNetworkWorkflow: Workflow {
    static let kind = "network.start.v1"
    static let stepNames = ["look", "start", "observe"]

    var key: HostedKey

    func run(_ step: Steps<WorkflowContext>, in context: WorkflowContext) async throws -> OperationOutput {
        let wasInactive = try await step("look") {
            try await context.networks(key.host).read(key.id)?.state == .inactive
        }
        // A network that somebody else had started may have guests by now.
        try await step("start", undo: { if wasInactive { try await context.networks(key.host).stop(key.id) } }) {
            try await context.networks(key.host).start(key.id)
        }
        try await step.commit()
        try await step("observe") { try await context.refreshNetwork(key) }
        return OperationOutput()
    }
}

/// Stops a network. Guests it cuts off stay so when a failure starts it again: libvirt joins a card at the guest's start only.
struct StopNetworkWorkflow: Workflow {
    static let kind = "network.stop.v1"
    static let stepNames = ["look", "stop", "observe"]

    var key: HostedKey

    func run(_ step: Steps<WorkflowContext>, in context: WorkflowContext) async throws -> OperationOutput {
        let was = try await step("look") { try await context.networks(key.host).read(key.id)?.state }
        try await step("stop", undo: { try await context.startAgain(key, was) }) {
            try await context.networks(key.host).stop(key.id)
        }
        try await step.commit()
        try await step("observe") { try await context.refreshNetwork(key) }
        return OperationOutput()
    }
}

/// Stops a network and forgets its definition, which is the last thing that may fail and has no inverse.
struct DeleteNetworkWorkflow: Workflow {
    static let kind = "network.delete.v1"
    static let stepNames = ["look", "stop", "remove", "observe"]

    var key: HostedKey

    func run(_ step: Steps<WorkflowContext>, in context: WorkflowContext) async throws -> OperationOutput {
        let was = try await step("look") { try await context.networks(key.host).read(key.id)?.state }
        try await step("stop", undo: { try await context.startAgain(key, was) }) {
            try await context.networks(key.host).stop(key.id)
        }
        try await step("remove") { try await context.networks(key.host).remove(key.id) }
        try await step.commit()
        try await step("observe") { try await context.refreshNetwork(key) }
        return OperationOutput()
    }
}

extension WorkflowContext {
    /// Starts what was active, if it is still there.
    fileprivate func startAgain(_ key: HostedKey, _ was: Network.State?) async throws {
        guard was == .active, try await networks(key.host).read(key.id) != nil else { return }
        try await networks(key.host).start(key.id)
    }
}
