import ApusCore
import ApusModel
import FoundationEssentials
import Schema

/// The answer of `GET /hosts/{ref}/interfaces`.
struct HostInterfaces: Codable, Sendable {
    var items: [HostInterface]
}

/// The answer of `GET /hosts/{ref}/filters`.
struct NetworkFilters: Codable, Sendable {
    var items: [NetworkFilter]
}

extension ControlPlane {
    /// A host's own interfaces, which Apus only reads, and its packet filters.
    func hostNetworkRoutes(_ listing: TableRoutes<UUID, Host>) -> [Route] {
        [
            Route(
                method: .get, path: "/api/v1/hosts/{ref}/interfaces", policy: .view, name: "list-interfaces",
                tag: "Hosts", summary: "The host's own bridges, VLANs, bonds and cards, which guests may join",
                answers: [
                    .init(
                        status: 200, summary: "The interfaces.",
                        schema: .reference("HostInterfaces", to: ResourceSchemas.hostInterfaces))
                ]
            ) { call in
                try .json(HostInterfaces(items: try await networks.interfaces(of: listing.find(call.reference))))
            }
        ] + filterReads(listing) + filterChanges(listing)
    }

    private func filterReads(_ listing: TableRoutes<UUID, Host>) -> [Route] {
        [
            Route(
                method: .get, path: "/api/v1/hosts/{ref}/filters", policy: .view, name: "list-filters", tag: "Hosts",
                summary: "The host's packet filters (nwfilter)",
                answers: [
                    .init(
                        status: 200, summary: "The filters.",
                        schema: .reference("NetworkFilters", to: ResourceSchemas.networkFilters))
                ]
            ) { call in try .json(NetworkFilters(items: try await networks.filters(of: listing.find(call.reference))))
            },
            Route(
                method: .get, path: "/api/v1/hosts/{ref}/filters/{name}", policy: .view, name: "show-filter",
                tag: "Hosts", summary: "One packet filter with its XML",
                answers: [
                    .init(
                        status: 200, summary: "The filter.",
                        schema: .reference("NetworkFilter", to: ResourceSchemas.networkFilter))
                ]
            ) { call in try .json(try await networks.filter(call.part, of: listing.find(call.reference))) },
        ]
    }

    private func filterChanges(_ listing: TableRoutes<UUID, Host>) -> [Route] {
        [
            Route(
                method: .post, path: "/api/v1/hosts/{ref}/filters", policy: .administer, name: "create-filter",
                tag: "Hosts", summary: "Make a packet filter of rules, or of libvirt's XML", query: [.wait],
                body: .init(name: "CreateNetworkFilter", schema: RequestSchemas.createNetworkFilter),
                answers: Route.Answer.operation
            ) { call in
                try await change(call) { caller in
                    let request = try call.decode(CreateNetworkFilter.self)
                    return try await networks.createFilter(request, on: listing.find(call.reference), caller)
                }
            },
            Route(
                method: .delete, path: "/api/v1/hosts/{ref}/filters/{name}", policy: .administer,
                name: "delete-filter", tag: "Hosts", summary: "Delete a packet filter that no VM names",
                query: [.wait], answers: Route.Answer.operation
            ) { call in
                try await change(call) { caller in
                    try await networks.deleteFilter(call.part, on: listing.find(call.reference), caller)
                }
            },
        ]
    }
}
