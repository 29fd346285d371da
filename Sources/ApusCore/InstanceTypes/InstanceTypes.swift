import ApusModel
import FoundationEssentials

/// Named machine sizes.
public struct InstanceTypes: Sendable {
    let store: any RegistryStore
    let estate: Estate
    let ambient: Ambient

    public init(store: any RegistryStore, estate: Estate, ambient: Ambient = Ambient()) {
        self.store = store
        self.estate = estate
        self.ambient = ambient
    }

    /// Loads the stored types into the inventory.
    public func load() async throws { estate.instanceTypes.upsert(try await store.all(InstanceType.self)) }

    public func add(_ request: CreateInstanceType) async throws -> InstanceType {
        let type = InstanceType(
            id: ambient.uuid(), number: 0, name: request.name, cpus: request.cpus, memory: request.memory,
            disk: request.disk, createdAt: ambient.now())
        let stored = try await store.add(type)
        estate.instanceTypes.upsert([stored])
        return stored
    }

    public func remove(_ reference: String) async throws {
        let type = try estate.instanceTypes.rows().resolve(reference)
        try await store.remove(InstanceType.self, type.id)
        estate.instanceTypes.remove([type.id])
    }
}
