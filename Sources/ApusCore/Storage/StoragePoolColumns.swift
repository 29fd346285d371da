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
            .number("used", "Used", unit: "%", isDefault: true, help: "How much of the capacity is taken") { $0.used },
            .integer("volumes", "Volumes", isDefault: true) { $0.volumes },
            .bytes("promised", "Promised", unit: "GiB", help: "What guests may come to take") { $0.promised },
            .number("overcommit", "Overcommit", isDefault: true, help: "Promised over capacity") { $0.overcommit },
            .text("path", "Path") { $0.path },
            .text("source", "Source", help: "Server, export, device or volume group") { $0.source?.text },
            .flag("autostart", "Autostart") { $0.autostart },
            .flag("persistent", "Persistent") { $0.persistent },
            .date("staleSince", "Stale since") { $0.staleSince },
            .text("id", "UUID") { $0.id.uuidString.lowercased() },
        ])
}

extension StoragePool.Source {
    /// `nas:/export`, `/dev/sdb1`, `vg0`.
    var text: String? {
        let parts = [host, path ?? device ?? name].compactMap(\.self)
        return parts.isEmpty ? nil : parts.joined(separator: ":")
    }
}
