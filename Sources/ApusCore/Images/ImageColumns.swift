import ApusModel
import FoundationEssentials
import Inventory

extension Image {
    /// The columns of the image table.
    public static let columns = Columns<Image>(
        name: noun, plural: "images", title: "Images",
        [
            .integer("number", "Number", isDefault: true) { $0.number },
            .text("name", "Name", isDefault: true) { $0.name },
            .text("path", "Path", isDefault: true) { $0.path },
            .text("format", "Format", isDefault: true) { $0.format.rawValue },
            .bytes("virtualSize", "Virtual size", unit: "GiB", isDefault: true) { $0.virtualSize },
            .date("createdAt", "Created") { $0.createdAt },
            .text("id", "UUID") { $0.id.uuidString.lowercased() },
        ])
}
