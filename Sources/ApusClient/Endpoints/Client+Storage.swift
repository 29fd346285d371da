import ApusModel

/// Each change is accepted at once and carried out by the operation that is returned.
extension Client {
    /// Maps to `POST /api/v1/pools`.
    public func create(_ pool: CreatePool, key: String) async throws -> Operation {
        try await operation(Request(.post, api: "pools").body(pool), key, nil)
    }

    /// Maps to `POST /api/v1/pools/{ref}/start`, `stop` and `refresh`.
    public func pool(_ ref: String, _ verb: PoolVerb, key: String) async throws -> Operation {
        try await operation(Request(.post, api: "pools", ref, verb.rawValue), key, nil)
    }

    /// Maps to `PATCH /api/v1/pools/{ref}`.
    public func change(pool ref: String, _ change: ChangePool, key: String) async throws -> Operation {
        try await operation(Request(.patch, api: "pools", ref).body(change), key, nil)
    }

    /// Maps to `DELETE /api/v1/pools/{ref}`.
    public func deletePool(_ ref: String, key: String) async throws -> Operation {
        try await operation(Request(.delete, api: "pools", ref), key, nil)
    }

    /// Maps to `DELETE /api/v1/pools/{ref}?dryRun=true`.
    public func poolDeletionPlan(_ ref: String) async throws -> StoragePlan {
        try await transport.send(Request(.delete, api: "pools", ref).query("dryRun", "true")).decode(StoragePlan.self)
    }

    /// Maps to `GET /api/v1/pools/{ref}/usage`.
    public func usage(pool ref: String) async throws -> PoolUsage {
        try await transport.send(Request(.get, api: "pools", ref, "usage")).decode(PoolUsage.self)
    }

    /// Maps to `POST /api/v1/volumes`.
    public func create(_ volume: CreateVolume, key: String) async throws -> Operation {
        try await operation(Request(.post, api: "volumes").body(volume), key, nil)
    }

    /// Maps to `POST /api/v1/volumes/{ref}/grow`.
    public func growVolume(_ ref: String, _ grow: GrowVolume, key: String) async throws -> Operation {
        try await operation(Request(.post, api: "volumes", ref, "grow").body(grow), key, nil)
    }

    /// Maps to `POST /api/v1/volumes/{ref}/clone`.
    public func cloneVolume(_ ref: String, _ clone: CloneVolume, key: String) async throws -> Operation {
        try await operation(Request(.post, api: "volumes", ref, "clone").body(clone), key, nil)
    }

    /// Maps to `POST /api/v1/volumes/{ref}/move`.
    public func moveVolume(_ ref: String, _ move: MoveVolume, key: String) async throws -> Operation {
        try await operation(Request(.post, api: "volumes", ref, "move").body(move), key, nil)
    }

    /// Maps to `POST /api/v1/volumes/{ref}/wipe`.
    public func wipeVolume(_ ref: String, key: String) async throws -> Operation {
        try await operation(Request(.post, api: "volumes", ref, "wipe"), key, nil)
    }

    /// Maps to `DELETE /api/v1/volumes/{ref}`.
    public func deleteVolume(_ ref: String, key: String) async throws -> Operation {
        try await operation(Request(.delete, api: "volumes", ref), key, nil)
    }

    /// Maps to `DELETE /api/v1/volumes/{ref}?dryRun=true`.
    public func volumeDeletionPlan(_ ref: String) async throws -> StoragePlan {
        try await transport.send(Request(.delete, api: "volumes", ref).query("dryRun", "true")).decode(StoragePlan.self)
    }

    /// Maps to `POST /api/v1/volumes/{ref}/move?dryRun=true`; changes nothing.
    public func volumeMovePlan(_ ref: String, _ move: MoveVolume, key: String) async throws -> StoragePlan {
        let request = try Request(.post, api: "volumes", ref, "move").query("dryRun", "true").body(move)
        return try await transport.send(request.key(key)).decode(StoragePlan.self)
    }
}

/// What is done with a pool without a body.
public enum PoolVerb: String, Sendable { case start, stop, refresh }
