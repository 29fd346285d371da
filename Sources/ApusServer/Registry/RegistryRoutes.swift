import ApusCore
import ApusModel
import FoundationEssentials
import Schema

extension ControlPlane {
    /// Providers, images and instance types: rows that are added and removed at once.
    var registryRoutes: [Route] {
        pair(
            Provider.columns.kind.plural, Provider.noun, "Providers", "Provider", ResourceSchemas.provider,
            .init(name: "CreateProvider", schema: RequestSchemas.createProvider), .administer,
            add: { try await providers.add(try $0.decode(CreateProvider.self)) },
            remove: { try await providers.remove($0.reference) })
            + pair(
                Image.columns.kind.plural, Image.noun, "Images", "Image", ResourceSchemas.image,
                .init(name: "CreateImage", schema: RequestSchemas.createImage), .operate,
                add: { call in
                    try await images.add(try call.decode(CreateImage.self)) { try await providers.drivers(for: $0) }
                },
                remove: { try await images.remove($0.reference) })
            + pair(
                InstanceType.columns.kind.plural, InstanceType.noun, "Instance types", "InstanceType",
                ResourceSchemas.instanceType,
                .init(name: "CreateInstanceType", schema: RequestSchemas.createInstanceType), .operate,
                add: { try await instanceTypes.add(try $0.decode(CreateInstanceType.self)) },
                remove: { try await instanceTypes.remove($0.reference) })
    }

    private func pair<Row: Registered>(
        _ plural: String, _ noun: String, _ tag: String, _ schemaName: String, _ schema: Schema, _ body: Route.Body,
        _ policy: Policy, add: @escaping @Sendable (Call) async throws -> Row,
        remove: @escaping @Sendable (Call) async throws -> Void
    ) -> [Route] {
        [
            Route(
                method: .post, path: "/api/v1/\(plural)", policy: policy, name: "add-\(noun)", tag: tag,
                summary: "Add a\(noun.first == "i" ? "n" : "") \(noun)", body: body,
                answers: [.init(status: 201, summary: "Added.", schema: .reference(schemaName, to: schema))]
            ) { call in
                let row = try await add(call)
                return try row.tagged(for: call, status: 201)
                    .with(.location, "/api/v1/\(plural)/\(row.id.uuidString.lowercased())")
            },
            Route(
                method: .delete, path: "/api/v1/\(plural)/{ref}", policy: policy, name: "remove-\(noun)", tag: tag,
                summary: "Remove a\(noun.first == "i" ? "n" : "") \(noun); nothing on its hosts is changed",
                answers: [.init(status: 204, summary: "Removed.", schema: nil)]
            ) { call in
                try await remove(call)
                return .nothing
            },
        ]
    }
}
