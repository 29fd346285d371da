import ApusModel
import FoundationEssentials
import Workflow

/// All that makes a change durable, in one transaction.
public struct Acceptance: Sendable {
    public var operation: ApusModel.Operation
    /// The workflow's kind with version and its input; the store seals the input, for it may hold secrets.
    public var workflow: String
    public var input: Data
    /// Resources nobody else may change until the operation is settled.
    public var locks: [String]
    /// What the change will show at once: the row of a machine in creation.
    public var intents: [VirtualMachine]
    public var claim: Claim?
    public var idempotency: IdempotencyKey?
    /// Why the claim is on its host.
    public var decision: PlacementDecision?

    public init(
        operation: ApusModel.Operation, workflow: String, input: Data, locks: [String], intents: [VirtualMachine] = [],
        claim: Claim? = nil, idempotency: IdempotencyKey? = nil, decision: PlacementDecision? = nil
    ) {
        self.operation = operation
        self.workflow = workflow
        self.input = input
        self.locks = locks
        self.intents = intents
        self.claim = claim
        self.idempotency = idempotency
        self.decision = decision
    }
}

/// Capacity promised to a machine that is not there yet.
public struct Claim: Codable, Hashable, Sendable {
    public var vm: UUID
    public var host: UUID
    public var cpus: Int
    public var memory: Int64
    /// The host's generation that placement read; the claim is refused when another claim came first.
    public var generation: Int64
    /// Bytes in the host's standard pool.
    public var disk: Int64

    public init(vm: UUID, host: UUID, cpus: Int, memory: Int64, generation: Int64, disk: Int64 = 0) {
        self.vm = vm
        self.host = host
        self.cpus = cpus
        self.memory = memory
        self.generation = generation
        self.disk = disk
    }
}

/// What makes a retried request the same request.
public struct IdempotencyKey: Hashable, Sendable {
    public var actor: String
    public var key: String
    /// SHA-256 of method, path and body.
    public var requestHash: String

    public init(actor: String, key: String, requestHash: String) {
        self.actor = actor
        self.key = key
        self.requestHash = requestHash
    }
}

/// Whether the request was new.
public enum Accepted: Sendable {
    case new(ApusModel.Operation)
    /// The same request under the same idempotency key came before.
    case existing(ApusModel.Operation)
}

/// Why a change was not accepted. Nothing was stored.
public enum AcceptanceRefusal: Error, Hashable, Sendable {
    case locked(resource: String, by: UUID)
    case keyReused
    /// Another claim on the host came first: place again.
    case generationMoved
}

/// An operation as it is stored, with what is needed to go on with it.
public struct StoredOperation: Sendable {
    public var operation: ApusModel.Operation
    public var workflow: String
    public var input: Data
    public var intents: [VirtualMachine]

    public init(operation: ApusModel.Operation, workflow: String, input: Data, intents: [VirtualMachine]) {
        self.operation = operation
        self.workflow = workflow
        self.input = input
        self.intents = intents
    }
}

/// Claims in force and the generation of each host, read together.
public struct ClaimBook: Sendable {
    public var claims: [Claim]
    public var generations: [UUID: Int64]

    public init(claims: [Claim], generations: [UUID: Int64]) {
        self.claims = claims
        self.generations = generations
    }
}

/// Where operations live. Everything is on disk when a call returns.
public protocol OperationStore: Journal {
    /// Why nothing more can be written until the server is started again; nil while all is well.
    var fault: Problem? { get }
    /// - Throws: ``AcceptanceRefusal``, or a ``Problem`` when the store cannot write.
    func accept(_ acceptance: Acceptance) async throws -> Accepted
    /// The operation a key led to; nil for an unknown key.
    /// - Throws: ``AcceptanceRefusal/keyReused`` when the key belongs to another request.
    func operation(under key: IdempotencyKey) async throws -> ApusModel.Operation?
    /// The latest operations, newest first.
    func history(limit: Int) async throws -> [ApusModel.Operation]
    /// Operations that are not settled, oldest first; and stuck ones, which keep their locks.
    func unsettled() async throws -> [StoredOperation]
    func stored(_ id: UUID) async throws -> StoredOperation?
    /// Keeps state, times, cancel request and error of an operation that goes on.
    func update(_ operation: ApusModel.Operation) async throws
    /// Keeps the end of an operation and frees its locks, intents and claims, and forgets its input; a stuck one keeps all of them.
    func settle(_ operation: ApusModel.Operation) async throws
    func claims() async throws -> ClaimBook
    /// Forgets the oldest settled operations, with their idempotency keys, so that about `limit` stay.
    /// - Returns: which were forgotten.
    func prune(keeping limit: Int) async throws -> [UUID]
}
