import ApusModel
import FoundationEssentials
import Inventory

extension Recording {
    /// The columns of the table of recordings.
    public static let columns = Columns<Recording>(
        name: noun, plural: "recordings", title: "Recordings",
        [
            .integer("number", "Number", isDefault: true) { $0.number },
            .text("name", "Name", isDefault: true) { $0.name },
            .text("kind", "Kind", isDefault: true, help: "ssh, console or shell") { $0.kind.rawValue },
            .text("vm", "VM", link: VirtualMachine.noun, isDefault: true) { $0.vmName },
            .text("host", "Host", link: Host.noun, isDefault: true) { $0.hostName },
            .text("user", "User", isDefault: true, help: "Who sat at the terminal") { $0.user },
            .date("started", "Started", isDefault: true) { $0.started },
            .duration("duration", "Duration", isDefault: true, help: "Until the last that it showed") { $0.duration },
            .bytes("bytes", "Size", unit: "KiB", isDefault: true) { $0.bytes },
            .text("state", "State", isDefault: true, help: "recording, whole or cut") { $0.state.rawValue },
            .flag("input", "Input", help: "Whether what was typed is in it, too") { $0.input },
            .text("vmId", "VM UUID") { $0.vm?.uuidString.lowercased() },
            .text("id", "UUID") { $0.id.uuidString.lowercased() },
        ])
}

extension Recording: Registered, Referable {
    public static var noun: String { "recording" }
}
