import ApusModel
import FoundationEssentials
import Inventory
import Schema
import Workflow

/// What operators do with storage pools.
public struct StoragePools: Sendable {
    let estate: Estate
    let operations: Operations
    let context: WorkflowContext
    let ambient: Ambient

    /// Makes a pool and starts it.
    /// - Throws: a ``Problem`` that names the field; `name-taken` where the host has a pool of the name in any case.
    public func create(_ request: CreatePool, _ caller: Caller) async throws -> ApusModel.Operation {
        let host = try field("/host") { try estate.hosts.rows().resolve(request.host) }
        let draft = try PoolDraft(request, on: host, known: estate.pools.rows(in: host.id))
        if let earlier = try await operations.existing(under: caller.idempotency) { return earlier }
        try await requireOffered(request.type, by: host)
        let pool = draft.pool(id: ambient.uuid())
        let workflow = CreatePoolWorkflow(host: host.id, pool: pool, autostart: request.autostart ?? true)
        return try await operations.submit(
            "pool.create", of: .init(kind: StoragePool.noun, id: pool.id, name: pool.name), on: host.id, workflow,
            locks: ["pool-name:\(host.id.uuidString)/\(pool.name.lowercased())"], caller)
    }

    /// Starts a pool. One that runs stays as it is, and that is a success.
    public func start(_ pool: StoragePool, _ caller: Caller) async throws -> ApusModel.Operation {
        try await change(pool, "pool.start", SwitchPoolWorkflow(key: pool.key, active: true), caller)
    }

    /// Stops a pool; its data stay.
    /// - Throws: a ``Problem`` `invalid-state` while a running VM has a volume of it.
    public func stop(_ pool: StoragePool, _ caller: Caller) async throws -> ApusModel.Operation {
        let running = users(of: pool).filter(\.state.isActive).map(\.name)
        try refuse(pool, "is used by the running VM", running)
        return try await change(pool, "pool.stop", SwitchPoolWorkflow(key: pool.key, active: false), caller)
    }

    public func refresh(_ pool: StoragePool, _ caller: Caller) async throws -> ApusModel.Operation {
        guard pool.isRunning else { throw inactive(pool) }
        return try await change(pool, "pool.refresh", RefreshPoolWorkflow(key: pool.key), caller)
    }

    public func change(
        _ pool: StoragePool, _ request: ChangePool, _ caller: Caller
    ) async throws -> ApusModel.Operation {
        let workflow = ChangePoolWorkflow(key: pool.key, autostart: request.autostart)
        return try await change(pool, "pool.change", workflow, caller)
    }

    /// What deleting would take away: the definition alone.
    /// - Throws: a ``Problem`` `conflict` with the VMs that have volumes of it.
    public func deletionPlan(_ pool: StoragePool) throws -> StoragePlan {
        try refuse(pool, "is used by the VM", users(of: pool).map(\.name))
        let volumes = estate.volumes.rows(in: pool.host).filter { $0.poolID == pool.id }.map(\.path).sorted()
        return StoragePlan(
            kind: StoragePool.noun, id: pool.id, name: pool.name, hostName: pool.hostName,
            deletes: ["the definition of the pool \(pool.name)"], keeps: volumes)
    }

    /// Lets the host forget a pool. Nothing in it is deleted.
    public func delete(_ pool: StoragePool, _ caller: Caller) async throws -> ApusModel.Operation {
        _ = try deletionPlan(pool)
        return try await change(pool, "pool.delete", DeletePoolWorkflow(key: pool.key), caller)
    }

    private func change<W: Workflow>(
        _ pool: StoragePool, _ kind: String, _ workflow: W, _ caller: Caller
    ) async throws -> ApusModel.Operation {
        try await operations.submit(
            kind, of: .init(kind: StoragePool.noun, id: pool.id, name: pool.name), on: pool.host, workflow,
            locks: [Lock.pool(pool.key)], caller)
    }
}

extension StoragePools {
    /// The VMs of the host that have a disk in the pool, also while it is stopped and lists no volumes.
    private func users(of pool: StoragePool) -> [VirtualMachine] {
        let paths = Set(estate.volumes.rows(in: pool.host).filter { $0.poolID == pool.id }.map(\.path))
        let folder = pool.path.map { $0.hasSuffix("/") ? $0 : $0 + "/" }
        return estate.machines.rows(in: pool.host).filter { machine in
            machine.disks.compactMap(\.source).contains { source in
                paths.contains(source) || folder.map(source.hasPrefix) == true || source.hasPrefix(pool.name + "/")
            }
        }
    }

    private func refuse(_ pool: StoragePool, _ reason: String, _ names: [String]) throws {
        guard let first = names.sorted().first else { return }
        let more = names.count > 1 ? " and \(names.count - 1) more" : ""
        var problem = Problem(.conflict, "The pool \(Echo.quoted(pool.name)) \(reason) \(Echo.quoted(first))\(more).")
        problem.candidates = Array(names.sorted().prefix(20))
        throw problem
    }

    private func requireOffered(_ kind: CreatePool.Kind, by host: Host) async throws {
        let offered: Set<String>
        do { offered = try await context.pools(host.id).kinds() } catch let error as DriverError { throw error.problem }
        guard !offered.contains(kind.rawValue) else { return }
        let list = offered.sorted().joined(separator: ", ")
        throw CreationPlan.fault(
            "/type", "pool/not-offered", "the host \(host.name) has no pools of this type; it has \(list)")
    }

    private func inactive(_ pool: StoragePool) -> Problem {
        Problem(
            .invalidState, "The pool \(Echo.quoted(pool.name)) is \(pool.state.rawValue); start it first.")
    }
}

/// A reference in a body that leads nowhere is a fault of the body, not of the path.
func field<Value>(_ pointer: String, _ resolve: () throws -> Value) throws -> Value {
    do {
        return try resolve()
    } catch let problem as Problem {
        var fault = CreationPlan.fault(pointer, problem.code, problem.detail)
        fault.candidates = problem.candidates
        throw fault
    }
}

extension Lock {
    static func pool(_ key: HostedKey) -> String { "pool:\(key.host.uuidString)/\(key.id.uuidString)" }
    static func volume(_ key: HostedKey) -> String { "volume:\(key.host.uuidString)/\(key.id.uuidString)" }
}
