import ApusModel
import FoundationEssentials
import Inventory

extension Provider {
    /// The columns of the provider table.
    public static let columns = Columns<Provider>(
        name: noun, plural: "providers", title: "Providers",
        [
            .text("name", "Name", isDefault: true) { $0.name },
            .text("state", "State", isDefault: true, help: "connecting, connected or unreachable") {
                $0.state.rawValue
            },
            .text("address", "Address", isDefault: true) { $0.address },
            .text("fault", "Fault", isDefault: true, help: "Why it cannot be reached") { $0.fault },
            .text("kind", "Kind") { $0.kind.rawValue },
            .text("pool", "Pool", link: StoragePool.noun, help: "Where disks of new VMs go") { $0.settings.pool },
            .text("network", "Network", link: Network.noun, help: "What new NICs join") { $0.settings.network },
            .text("accelerator", "Accelerator") { $0.settings.accelerator.rawValue },
            .flag("configured", "Configured", help: "Whether it stands in the server's configuration file") {
                $0.configured ?? false
            },
            .date("lastSeen", "Last seen") { $0.lastSeen },
            .date("createdAt", "Created") { $0.createdAt },
            .integer("number", "Number") { $0.number },
            .text("id", "UUID") { $0.id.uuidString.lowercased() },
        ])
}
