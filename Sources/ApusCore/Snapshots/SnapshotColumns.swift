import ApusModel
import FoundationEssentials
import Inventory

extension VirtualMachineSnapshot {
    /// The columns of the snapshot table.
    public static let columns = Columns<VirtualMachineSnapshot>(
        name: noun, plural: "snapshots", title: "Snapshots",
        [
            .text("name", "Name", isDefault: true) { $0.name },
            .text("vm", "VM", link: VirtualMachine.noun, isDefault: true) { $0.vmName },
            .text("kind", "Kind", isDefault: true, help: "internal: within the images; external: images of their own") {
                $0.kind.rawValue
            },
            .text("state", "State", isDefault: true, help: "What the VM did when it was taken") { $0.state.rawValue },
            .flag("withMemory", "Memory", isDefault: true, help: "Whether the guest goes on where it was") {
                $0.withMemory
            },
            .text("parent", "Parent", isDefault: true) { $0.parent },
            .flag("isCurrent", "Current", isDefault: true, help: "Whether the VM stands on it") { $0.isCurrent },
            .date("createdAt", "Created", isDefault: true) { $0.createdAt },
            .integer("children", "Children") { $0.children },
            .list("disks", "Disks") { $0.disks },
            .text("host", "Host", link: Host.noun) { $0.hostName },
            .text("description", "Description") { $0.description },
            .text("vmId", "VM UUID") { $0.vm.uuidString.lowercased() },
            .date("staleSince", "Stale since") { $0.staleSince },
            .text("id", "UUID") { $0.id.uuidString.lowercased() },
        ])
}

extension VirtualMachineSnapshot: Referable {
    public static var noun: String { "snapshot" }
    public var reference: Int64? { nil }
    public var candidate: String { "\(id.uuidString.lowercased()) of VM \(vmName) on host \(hostName)" }
}

extension VirtualMachineSnapshot: Aging {}
