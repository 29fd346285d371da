import ApusCore
import ApusModel
import FoundationEssentials
import Schema

extension ControlPlane {
    /// Leases of a network: those given out, and those kept for a card.
    func leaseRoutes(_ listing: TableRoutes<HostedKey, Network>) -> [Route] {
        [
            Route(
                method: .get, path: "/api/v1/networks/{ref}/leases", policy: .view, name: "list-leases",
                tag: "Networks", summary: "The DHCP leases now, with the VM of each; read from the host",
                answers: [
                    .init(
                        status: 200, summary: "The leases.",
                        schema: .reference("Leases", to: ResourceSchemas.leases))
                ]
            ) { call in try .json(Leases(items: try await networks.leases(listing.find(call.reference)))) },
            networkRoute(
                .post, "/{ref}/leases/{mac}", "fix-lease", "Keep an address for a card, at once and for good",
                .init(name: "FixLease", schema: RequestSchemas.fixLease)
            ) { call, caller in
                try await networks.fixLease(
                    try listing.matching(call), mac: call.part, try call.decode(FixLease.self), caller)
            },
            networkRoute(
                .delete, "/{ref}/leases/{mac}", "release-lease", "Keep an address for a card no longer", nil
            ) { call, caller in
                try await networks.releaseLease(try listing.matching(call), mac: call.part, caller)
            },
        ]
    }

    /// Names that a network's DNS server answers.
    func nameRoutes(_ listing: TableRoutes<HostedKey, Network>) -> [Route] {
        [
            networkRoute(
                .post, "/{ref}/dns/{name}", "add-dns-entry", "Make the network's DNS server answer a name, at once",
                .init(name: "AddName", schema: RequestSchemas.addName)
            ) { call, caller in
                try await networks.addName(
                    try listing.matching(call), call.part, try call.decode(AddName.self), caller)
            },
            networkRoute(.delete, "/{ref}/dns/{name}", "remove-dns-entry", "Take a name away again", nil) {
                call, caller in
                try await networks.removeName(try listing.matching(call), call.part, caller)
            },
        ]
    }
}
