import ApusCore
import ApusModel
import FoundationEssentials
import Schema

/// The answer of `GET /networks/{ref}/leases`.
struct Leases: Codable, Sendable {
    var items: [Lease]
}

extension ControlPlane {
    /// What can be done with virtual networks.
    func networkRoutes(_ listing: TableRoutes<HostedKey, Network>) -> [Route] {
        [createNetwork, updateNetwork(listing), startNetwork(listing), stopNetwork(listing), deleteNetwork(listing)]
            + leaseRoutes(listing) + nameRoutes(listing)
    }

    private var createNetwork: Route {
        networkRoute(
            .post, "", "create-network", "Make a virtual network and start it",
            .init(name: "CreateNetwork", schema: RequestSchemas.createNetwork)
        ) { call, caller in try await networks.create(try call.decode(CreateNetwork.self), caller) }
    }

    private func updateNetwork(_ listing: TableRoutes<HostedKey, Network>) -> Route {
        networkRoute(
            .patch, "/{ref}", "update-network",
            "Change a network, while it runs where libvirt can; `notes` tells what waits for its restart",
            .init(name: "UpdateNetwork", schema: RequestSchemas.updateNetwork)
        ) { call, caller in
            try await networks.update(try listing.matching(call), try call.decode(UpdateNetwork.self), caller)
        }
    }

    private func startNetwork(_ listing: TableRoutes<HostedKey, Network>) -> Route {
        networkRoute(
            .post, "/{ref}/start", "start-network", "Start a network",
            .init(name: "StartNetwork", schema: RequestSchemas.startNetwork, isRequired: false)
        ) { call, caller in try await networks.start(try listing.matching(call), caller) }
    }

    private func stopNetwork(_ listing: TableRoutes<HostedKey, Network>) -> Route {
        var route = networkRoute(
            .post, "/{ref}/stop", "stop-network",
            "Stop a network; refused while running VMs use it, unless forced; ?dryRun=true only says which VMs do",
            .init(name: "StopNetwork", schema: RequestSchemas.stopNetwork, isRequired: false)
        ) { call, caller in
            let request = try call.decode(StopNetwork.self, standard: StopNetwork())
            return try await networks.stop(try listing.matching(call), force: request.force ?? false, caller)
        }
        offerImpact(&route, listing)
        return route
    }

    private func deleteNetwork(_ listing: TableRoutes<HostedKey, Network>) -> Route {
        var route = networkRoute(
            .delete, "/{ref}", "delete-network",
            "Delete a network; an active one only with ?force=true; ?dryRun=true only says which VMs use it", nil
        ) { call, caller in
            try await networks.delete(try listing.matching(call), force: call.flag("force"), caller)
        }
        route.query.append(.query("force", .boolean, "Also where it is active and running VMs use it."))
        offerImpact(&route, listing)
        return route
    }

    /// Adds `?dryRun=true`, which changes nothing.
    private func offerImpact(_ route: inout Route, _ listing: TableRoutes<HostedKey, Network>) {
        route.query.append(.query("dryRun", .boolean, "Only say which VMs it would meet."))
        route.answers.append(
            .init(
                status: 200, summary: "With ?dryRun=true: the VMs it would meet.",
                schema: .reference("NetworkImpact", to: ResourceSchemas.networkImpact)))
        let act = route.handle
        route.handle = { call in
            call.flag("dryRun") ? try .json(networks.impact(listing.matching(call))) : try await act(call)
        }
    }

    /// A change of networks, which operators may make.
    func networkRoute(
        _ method: Route.Method, _ path: String, _ name: String, _ summary: String, _ body: Route.Body?,
        _ act: @escaping @Sendable (Call, Caller) async throws -> ApusModel.Operation
    ) -> Route {
        Route(
            method: method, path: "/api/v1/networks" + path, policy: .operate, name: name, tag: "Networks",
            summary: summary, query: [.wait], body: body, answers: Route.Answer.operation
        ) { call in try await change(call) { try await act(call, $0) } }
    }
}
