import ApusModel
import FoundationEssentials
import Workflow

/// Makes a pool: definition, start, autostart. A directory that had to be made stays when it fails: it may be somebody's.
struct CreatePoolWorkflow: Workflow {
    static let kind = "pool.create.v1"
    static let stepNames = ["define", "start", "autostart", "observe"]

    var host: UUID
    var pool: PoolRequest
    var autostart: Bool

    func run(_ step: Steps<WorkflowContext>, in context: WorkflowContext) async throws -> OperationOutput {
        // The id is new, so whatever carries it is this operation's.
        try await step("define", undo: { try await context.pools(host).undefine(pool.id) }) {
            try await context.pools(host).define(pool)
        }
        try await step("start", undo: { try await context.pools(host).stop(pool.id) }) {
            try await context.pools(host).start(pool.id)
        }
        try await step("autostart") {
            if autostart { try await context.pools(host).setAutostart(pool.id, true) }
        }
        try await step.commit()
        try await step("observe") { try await context.pools(host).look() }
        return OperationOutput()
    }
}

/// Starts a pool, or stops it: its data stay.
struct SwitchPoolWorkflow: Workflow {
    static let kind = "pool.switch.v1"
    static let stepNames = ["look", "switch", "observe"]

    var key: HostedKey
    var active: Bool

    func run(_ step: Steps<WorkflowContext>, in context: WorkflowContext) async throws -> OperationOutput {
        let wasActive = try await step("look") { try await context.pools(key.host).read(key.id)?.isRunning ?? false }
        try await step("switch", undo: { try await set(wasActive, context) }) { try await set(active, context) }
        try await step.commit()
        try await step("observe") { try await context.pools(key.host).look() }
        return OperationOutput()
    }

    private func set(_ active: Bool, _ context: WorkflowContext) async throws {
        let pools = try await context.pools(key.host)
        if active { try await pools.start(key.id) } else { try await pools.stop(key.id) }
    }
}

/// Looks for what others put into a pool, or took out of it.
struct RefreshPoolWorkflow: Workflow {
    static let kind = "pool.refresh.v1"
    static let stepNames = ["refresh", "observe"]

    var key: HostedKey

    func run(_ step: Steps<WorkflowContext>, in context: WorkflowContext) async throws -> OperationOutput {
        try await step("refresh") { try await context.pools(key.host).refresh(key.id) }
        try await step.commit()
        try await step("observe") { try await context.pools(key.host).look() }
        return OperationOutput()
    }
}

/// Sets whether a pool starts with its host.
struct ChangePoolWorkflow: Workflow {
    static let kind = "pool.change.v1"
    static let stepNames = ["look", "autostart", "observe"]

    var key: HostedKey
    var autostart: Bool

    func run(_ step: Steps<WorkflowContext>, in context: WorkflowContext) async throws -> OperationOutput {
        let before = try await step("look") { try await context.pools(key.host).read(key.id)?.autostart ?? false }
        try await step("autostart", undo: { try await context.pools(key.host).setAutostart(key.id, before) }) {
            try await context.pools(key.host).setAutostart(key.id, autostart)
        }
        try await step.commit()
        try await step("observe") { try await context.pools(key.host).look() }
        return OperationOutput()
    }
}

/// Lets a host forget a pool. Its volumes stay where they are.
struct DeletePoolWorkflow: Workflow {
    static let kind = "pool.delete.v1"
    static let stepNames = ["look", "stop", "undefine", "observe"]

    var key: HostedKey

    /// What the pool was.
    private struct Before: Codable, Sendable {
        var definition: String?
        var isActive: Bool
        var autostart: Bool
    }

    func run(_ step: Steps<WorkflowContext>, in context: WorkflowContext) async throws -> OperationOutput {
        let before = try await step("look") { try await look(context) }
        try await step("stop", undo: { if before.isActive { try await context.pools(key.host).start(key.id) } }) {
            try await context.pools(key.host).stop(key.id)
        }
        try await step("undefine", undo: { try await restore(before, context) }) {
            try await context.pools(key.host).undefine(key.id)
        }
        try await step.commit()
        try await step("observe") { try await context.pools(key.host).look() }
        return OperationOutput()
    }

    private func look(_ context: WorkflowContext) async throws -> Before {
        let pools = try await context.pools(key.host)
        let row = try await pools.read(key.id)
        return Before(
            definition: try await pools.definition(of: key.id), isActive: row?.isRunning ?? false,
            autostart: row?.autostart ?? false)
    }

    private func restore(_ before: Before, _ context: WorkflowContext) async throws {
        guard let definition = before.definition else { return }
        let pools = try await context.pools(key.host)
        try await pools.restore(definition)
        try await pools.setAutostart(key.id, before.autostart)
    }
}

extension StoragePool {
    /// Whether its volumes can be used.
    var isRunning: Bool { state == .active || state == .degraded }
}
