import ApusCore
import ApusModel
import FoundationEssentials
import Inventory
import Schema

/// What there is to list, with the columns of each kind: clients build their tables from it.
enum KindRoutes {
    static let kinds: [Kind] = [
        VirtualMachine.columns.kind, Host.columns.kind, Provider.columns.kind, Image.columns.kind,
        InstanceType.columns.kind, StoragePool.columns.kind, Volume.columns.kind, Network.columns.kind,
        VirtualMachineSnapshot.columns.kind,
        ApusModel.Operation.columns.kind, Recording.columns.kind,
    ]

    static let routes: [Route] = [
        Route(
            method: .get, path: "/api/v1/kinds", policy: .view, name: "list-kinds", tag: "Kinds",
            summary: "Every kind of entity with its columns",
            answers: [.init(status: 200, summary: "The kinds.", schema: .array(of: .any))]
        ) { _ in try .json(kinds) }
    ]
}
