import ApusModel
import FoundationEssentials
import Inventory

extension ApusModel.Operation {
    /// The columns of the operation table.
    public static let columns = Columns<ApusModel.Operation>(
        name: noun, plural: "operations", title: "Operations",
        [
            .integer("number", "Number", isDefault: true) { $0.number },
            .text("kind", "Kind", isDefault: true) { $0.kind },
            .text(
                "state", "State", isDefault: true,
                help: "pending, running, unwinding, succeeded, failed, cancelled, stuck"
            ) {
                $0.state.rawValue
            },
            .text("target", "Target", isDefault: true) { $0.target.name },
            .text("step", "Step", isDefault: true) { $0.progress.step },
            .number("progress", "Progress", unit: "%") { ($0.progress.fraction * 100).rounded() },
            .text("error", "Error", isDefault: true) { $0.error?.detail },
            .text("actor", "Actor", isDefault: true) { $0.actor },
            .date("createdAt", "Created", isDefault: true) { $0.createdAt },
            .date("startedAt", "Started") { $0.startedAt },
            .date("finishedAt", "Finished") { $0.finishedAt },
            .flag("cancellable", "Cancellable") { $0.cancellable },
            .text("targetId", "Target UUID", link: VirtualMachine.noun) { $0.target.id.uuidString.lowercased() },
            .text("id", "UUID") { $0.id.uuidString.lowercased() },
        ])
}
