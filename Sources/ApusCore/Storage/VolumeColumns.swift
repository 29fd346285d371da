import ApusModel
import FoundationEssentials
import Inventory

extension Volume {
    /// The columns of the volume table.
    public static let columns = Columns<Volume>(
        name: noun, plural: "volumes", title: "Volumes",
        [
            .text("name", "Name", isDefault: true) { $0.name },
            .text("pool", "Pool", link: StoragePool.noun, isDefault: true) { $0.pool },
            .text("host", "Host", link: Host.noun, isDefault: true) { $0.hostName },
            .text("format", "Format", isDefault: true) { $0.format },
            .bytes("capacity", "Capacity", unit: "GiB", isDefault: true, help: "What a guest sees") { $0.capacity },
            .bytes("allocation", "Allocation", unit: "GiB", isDefault: true, help: "What it takes from its pool") {
                $0.allocation
            },
            .text(
                "use", "Use", isDefault: true,
                help: "disk (a VM has it), image, backing (others are built on it), owned, orphan, unused"
            ) {
                $0.use.rawValue
            },
            .list("usedBy", "Used by", link: VirtualMachine.noun, isDefault: true) { $0.usedBy },
            .text("owner", "Owner", link: VirtualMachine.noun, help: "The VM Apus made it for") { $0.owner },
            .text("image", "Image", link: Image.noun, help: "The image registered at its path") { $0.image },
            .list("backs", "Backs", help: "Volumes that are built on it") { $0.backs },
            .flag("orphan", "Orphan", help: "Left behind by a VM that is gone") { $0.use == .orphan },
            .text("type", "Type") { $0.type.rawValue },
            .bytes("physical", "Physical", unit: "GiB", help: "The size of the file or device") { $0.physical },
            .text("path", "Path") { $0.path },
            .text("backingPath", "Backing path", help: "The image below it") { $0.backingPath },
            .text("backingFormat", "Backing format") { $0.backingFormat },
            .date("staleSince", "Stale since") { $0.staleSince },
            .text("id", "UUID") { $0.id.uuidString.lowercased() },
        ])
}
