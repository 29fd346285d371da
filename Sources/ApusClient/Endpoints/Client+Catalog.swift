import ApusModel

/// Rows that Apus keeps itself; their changes are done when the answer arrives.
extension Client {
    /// Maps to `POST /api/v1/providers`.
    public func add(_ provider: CreateProvider, key: String) async throws -> Provider {
        try await transport.send(Request(.post, api: "providers").body(provider).key(key)).decode(Provider.self)
    }

    /// Maps to `POST /api/v1/images`.
    public func add(_ image: CreateImage, key: String) async throws -> Image {
        try await transport.send(Request(.post, api: "images").body(image).key(key)).decode(Image.self)
    }

    /// Maps to `POST /api/v1/instance-types`.
    public func create(_ type: CreateInstanceType, key: String) async throws -> InstanceType {
        try await transport.send(Request(.post, api: "instance-types").body(type).key(key)).decode(InstanceType.self)
    }

    /// Maps to `DELETE /api/v1/{collection}/{ref}` for providers, images and instance types.
    public func remove(_ collection: RowCollection, _ ref: String, key: String) async throws {
        try await transport.send(Request(.delete, api: collection.rawValue, ref).key(key)).check()
    }
}
