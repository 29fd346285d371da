import ApusModel
import FoundationEssentials
import Inventory

extension InstanceType {
    /// The columns of the instance type table.
    public static let columns = Columns<InstanceType>(
        name: noun, plural: "instance-types", title: "Instance types",
        [
            .integer("number", "Number", isDefault: true) { $0.number },
            .text("name", "Name", isDefault: true) { $0.name },
            .integer("cpus", "CPUs", isDefault: true) { $0.cpus },
            .bytes("memory", "Memory", isDefault: true) { $0.memory },
            .bytes("disk", "Disk", unit: "GiB", isDefault: true) { $0.disk },
            .date("createdAt", "Created") { $0.createdAt },
            .text("id", "UUID") { $0.id.uuidString.lowercased() },
        ])
}
