import ApusCore
import ApusModel
import FoundationEssentials
import Schema

/// The two changes of a row that is added and removed at once.
struct RegistryRoutes<Row: Registered & Referable>: Sendable {
    let listing: TableRoutes<UUID, Row>
    let policy: Policy
    let body: Route.Body
    let add: @Sendable (Call) async throws -> Row
    let remove: @Sendable (Row) async throws -> Void

    var routes: [Route] { [adding, removing] }

    private var kind: (name: String, path: String, title: String) {
        let kind = listing.columns.kind
        return (kind.name, "/api/v1/\(kind.plural)", kind.title)
    }

    private var phrase: String { (kind.name.first == "i" ? "an " : "a ") + kind.name }

    private var adding: Route {
        Route(
            method: .post, path: kind.path, policy: policy, name: "add-\(kind.name)", tag: kind.title,
            summary: "Add \(phrase)", body: body,
            answers: [.init(status: 201, summary: "Added.", schema: listing.schema)]
        ) { [path = kind.path] call in
            let row = try await add(call)
            return try row.tagged(for: call, status: 201).with(.location, "\(path)/\(row.id.uuidString.lowercased())")
        }
    }

    private var removing: Route {
        Route(
            method: .delete, path: kind.path + "/{ref}", policy: policy, name: "remove-\(kind.name)", tag: kind.title,
            summary: "Remove \(phrase); nothing on its hosts is changed",
            answers: [.init(status: 204, summary: "Removed.", schema: nil)]
        ) { call in
            try await remove(try listing.matching(call))
            return .nothing
        }
    }
}

extension ControlPlane {
    func providerRoutes(_ listing: TableRoutes<UUID, Provider>) -> [Route] {
        RegistryRoutes(
            listing: listing, policy: .administer,
            body: .init(name: "CreateProvider", schema: RequestSchemas.createProvider),
            add: { try await providers.add(try $0.decode(CreateProvider.self)) },
            remove: { try await providers.remove($0.id.uuidString) }
        ).routes
    }

    func instanceTypeRoutes(_ listing: TableRoutes<UUID, InstanceType>) -> [Route] {
        RegistryRoutes(
            listing: listing, policy: .operate,
            body: .init(name: "CreateInstanceType", schema: RequestSchemas.createInstanceType),
            add: { try await instanceTypes.add(try $0.decode(CreateInstanceType.self)) },
            remove: { try await instanceTypes.remove($0.id.uuidString) }
        ).routes
    }
}
