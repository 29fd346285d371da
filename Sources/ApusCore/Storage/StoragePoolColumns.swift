import ApusModel
import FoundationEssentials
import Inventory

extension StoragePool {
    /// The columns of the storage pool table.
    public static let columns = Columns<StoragePool>(
        name: noun, plural: "pools", title: "Storage pools",
        [
            .text("name", "Name", isDefault: true) { $0.name },
            .text("state", "State", isDefault: true) { $0.state.rawValue },
            .text("host", "Host", link: Host.noun, isDefault: true) { $0.hostName },
            .text("type", "Type", isDefault: true) { $0.type },
            .bytes("capacity", "Capacity", unit: "GiB", isDefault: true) { $0.capacity },
            .bytes("allocation", "Allocation", unit: "GiB", isDefault: true) { $0.allocation },
            .bytes("available", "Available", unit: "GiB", isDefault: true) { $0.available },
            .text("path", "Path") { $0.path },
            .flag("autostart", "Autostart") { $0.autostart },
            .date("staleSince", "Stale since") { $0.staleSince },
            .text("id", "UUID") { $0.id.uuidString.lowercased() },
        ])
}
