import ApusModel
import FoundationEssentials
import Inventory

extension Host {
    /// The columns of the host table, without what is used now.
    public static let columns = columns { _ in nil }

    /// The columns of the host table, with a look at what each uses now.
    public static func columns(_ usage: @escaping @Sendable (Host) -> Usage?) -> Columns<Host> {
        Columns(name: noun, plural: "hosts", title: "Hosts", columnList + UsageColumns.of(usage))
    }

    private static let columnList: [Column<Host>] =
        [
            .text("name", "Name", isDefault: true) { $0.name },
            .text("state", "State", isDefault: true, help: "up or unreachable") { $0.state.rawValue },
            .text("mode", "Mode", isDefault: true, help: "maintenance or disabled: takes no new VMs") {
                $0.mode?.rawValue
            },
            .text("provider", "Provider", link: Provider.noun, isDefault: true) { $0.providerName },
            .integer("cpus", "CPUs", isDefault: true, help: "Threads of the machine") { $0.cpus },
            .integer("cpusAllocated", "CPUs allocated", isDefault: true, help: "Virtual CPUs promised to VMs") {
                $0.cpusAllocated
            },
            .bytes("memory", "Memory", unit: "GiB", isDefault: true) { $0.memory },
            .bytes("memoryAllocated", "Memory allocated", unit: "GiB", isDefault: true) { $0.memoryAllocated },
            .bytes("memoryFree", "Memory free", unit: "GiB") { $0.memoryFree },
            .list("vms", "VMs", link: VirtualMachine.noun, isDefault: true) { $0.vms },
            .list("labels", "Labels", help: "key=value, to choose hosts by") { host in
                host.labels.map { "\($0.key)=\($0.value)" }.sorted()
            },
            .list("capabilities", "Capabilities", help: "What Apus can do there") { $0.capabilities.map(\.rawValue) },
            .number("cpuOvercommit", "CPU overcommit", help: "Its own; empty where the server's holds") {
                $0.overcommit?.cpu
            },
            .number("memoryOvercommit", "Memory overcommit") { $0.overcommit?.memory },
            .number("diskOvercommit", "Disk overcommit") { $0.overcommit?.disk },
            .integer("cpusReserved", "CPUs reserved", help: "Its own; empty where the server's holds") {
                $0.reserved?.cpus
            },
            .bytes("memoryReserved", "Memory reserved", unit: "GiB") { $0.reserved?.memory },
            .bytes("diskReserved", "Disk reserved", unit: "GiB") { $0.reserved?.disk },
            .list("accelerators", "Accelerators") { $0.accelerators.map(\.rawValue) },
            .text("arch", "Architecture") { $0.arch },
            .text("cpuModel", "CPU model") { $0.cpuModel },
            .text("hypervisor", "Hypervisor") { $0.hypervisor },
            .text("hypervisorVersion", "Hypervisor version") { $0.hypervisorVersion },
            .text("libvirtVersion", "libvirt version") { $0.libvirtVersion },
            .list("warnings", "Warnings") { $0.warnings },
            .text("fault", "Fault") { $0.fault },
            .date("lastSeen", "Last seen") { $0.lastSeen },
            .integer("number", "Number") { $0.number },
            .text("id", "UUID") { $0.id.uuidString.lowercased() },
        ]
}
