import ApusModel
import FoundationEssentials

/// A row that stays when its host does not answer, and tells since when.
protocol Aging {
    var staleSince: Date? { get set }
}

extension Aging {
    /// The row as one that was last confirmed at `date`, unless it is older already.
    func aged(_ date: Date) -> Self {
        var row = self
        row.staleSince = row.staleSince ?? date
        return row
    }
}

extension VirtualMachine: Aging {}
extension StoragePool: Aging {}
extension Volume: Aging {}
extension Network: Aging {}
