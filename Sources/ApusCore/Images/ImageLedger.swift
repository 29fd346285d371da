import ApusModel
import FoundationEssentials

/// The rows of images, changed one after the other: on disk first, then in the inventory.
public actor ImageLedger {
    private let store: any RegistryStore
    private let estate: Estate
    /// Images whose bytes a request is writing now.
    private var writers: Set<UUID> = []
    /// What is being copied now.
    private var turns: Set<String> = []

    public init(store: any RegistryStore, estate: Estate) {
        self.store = store
        self.estate = estate
    }

    func add(_ image: Image) async throws -> Image {
        var numbered = image
        // Counted here, one after the other: no two images of a family have the same version.
        if let family = image.family {
            let known = estate.images.rows().filter { $0.family == family }.compactMap(\.version).max() ?? 0
            numbered.version = known + 1
        }
        let stored = try await store.add(numbered)
        estate.images.upsert([stored])
        return stored
    }

    /// Changes a row; nil when the image is gone.
    @discardableResult
    func change(_ id: UUID, _ body: @Sendable (inout Image) -> Void) async throws -> Image? {
        guard var image = estate.images.row(id) else { return nil }
        body(&image)
        image.usedBy = []
        try await store.update(image)
        estate.changeImage(id, body)
        return estate.images.row(id)
    }

    func remove(_ id: UUID) async throws {
        try await store.remove(Image.self, id)
        estate.removeImage(id)
    }

    /// Notes a copy, in the place of an earlier note of the same host.
    func note(_ copy: Image.Copy, of id: UUID) async throws {
        try await change(id) { image in
            image.copies.removeAll { $0.host == copy.host }
            image.copies.append(copy)
        }
    }

    func row(_ id: UUID) -> Image? { estate.images.row(id) }

    /// Runs `body` when no other work of this key runs: two machines that need the same copy bring it once.
    func inTurn<Value: Sendable>(_ key: String, _ body: @Sendable () async throws -> Value) async throws -> Value {
        while !turns.insert(key).inserted { try await Task.sleep(for: .milliseconds(100)) }
        defer { turns.remove(key) }
        return try await body()
    }

    /// Runs `body` as the only one who writes this image.
    func writing<Value: Sendable>(_ id: UUID, _ body: @Sendable () async throws -> Value) async throws -> Value {
        guard writers.insert(id).inserted else {
            throw Problem(.locked, "Another request is sending bytes of this image; wait for it or end it.")
        }
        defer { writers.remove(id) }
        return try await body()
    }
}
