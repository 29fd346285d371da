import ApusModel
import FoundationEssentials
import Inventory

extension VirtualMachine {
    /// The columns of the VM table, without what is used now.
    public static let columns = columns { _ in nil }

    /// The columns of the VM table, with a look at what each uses now.
    public static func columns(
        _ usage: @escaping @Sendable (VirtualMachine) -> Usage?
    ) -> Columns<VirtualMachine> {
        Columns(name: noun, plural: "vms", title: "Virtual machines", columnList + UsageColumns.of(usage))
    }

    private static let columnList: [Column<VirtualMachine>] =
        [
            .text("name", "Name", isDefault: true) { $0.name },
            .text(
                "state", "State", isDefault: true,
                help: "running, paused, starting, stopping, off, saved, crashed, migrating, unknown"
            ) {
                $0.state.rawValue
            },
            .text("host", "Host", link: Host.noun, isDefault: true) { $0.hostName },
            .integer("cpus", "CPUs", isDefault: true) { $0.cpus },
            .bytes("memory", "Memory", isDefault: true) { $0.memory },
            .list(
                "addresses", "Addresses", isDefault: true,
                help: "What the guest's agent, its DHCP lease or the host's ARP table says"
            ) {
                $0.addresses.map(\.address)
            },
            .text("image", "Image", link: Image.noun, isDefault: true) { $0.image },
            .text("instanceType", "Instance type", link: InstanceType.noun) { $0.instanceType },
            .list("tags", "Tags") { $0.tags },
            .text("title", "Title") { $0.title },
            .integer("maximumCPUs", "Maximum CPUs", help: "What it may get without a restart") { $0.maximumCPUs },
            .bytes("maximumMemory", "Maximum memory", help: "What it may get without a restart") { $0.maximumMemory },
            .list("disks", "Disks") { vm in vm.disks.filter { $0.device == .disk }.map { $0.source ?? $0.target } },
            .list("nics", "NICs", help: "MAC addresses") { $0.nics.map(\.mac) },
            .list("networks", "Networks", link: Network.noun) { $0.nics.compactMap(\.source) },
            .integer("snapshots", "Snapshots") { $0.snapshots },
            .text("accelerator", "Accelerator") { $0.accelerator },
            .text("arch", "Architecture") { $0.arch },
            .text("machine", "Machine type") { $0.machine },
            .text("cpuModel", "CPU model") { $0.cpuModel },
            .text("firmware", "Firmware", help: "bios or uefi") { $0.firmware },
            .list("graphics", "Graphics") { $0.graphics },
            .list("video", "Video") { $0.video },
            .list("bootOrder", "Boot order") { $0.bootOrder },
            .flag("managed", "Managed", help: "Whether Apus made or adopted it") { $0.managed },
            .flag("template", "Template", help: "Never started; other machines are made from it") { $0.template },
            .flag("adopted", "Adopted", help: "Whether others made it") { $0.adopted },
            .flag("autostart", "Autostart") { $0.autostart },
            .integer("startOrder", "Start order", help: "Its place among machines started together") { $0.startOrder },
            .duration("startDelay", "Start delay", help: "How long the next one waits") {
                $0.startDelay.map(Double.init)
            },
            .flag("deleteProtection", "Delete protection") { $0.deleteProtection },
            .flag("startProtection", "Start protection") { $0.startProtection },
            .flag("persistent", "Persistent") { $0.persistent },
            .text("nativeState", "Native state", help: "The hypervisor's own word") { $0.nativeState },
            .date("createdAt", "Created") { $0.createdAt },
            .text("createdBy", "Created by") { $0.createdBy },
            .text("operation", "Operation", link: ApusModel.Operation.noun) { $0.operation?.uuidString.lowercased() },
            .date("staleSince", "Stale since", help: "Since when the host has not answered") { $0.staleSince },
            .text("description", "Description") { $0.description },
            .text("clonedFrom", "Cloned from", help: "The VM it is a full copy of") {
                $0.clonedFrom?.uuidString.lowercased()
            },
            .text("agent", "Agent", help: "connected, disconnected or absent; empty while it does not run") {
                $0.agent?.rawValue
            },
            .text("id", "UUID") { $0.id.uuidString.lowercased() },
        ]
}
