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
            .text("state", "State", isDefault: true, help: "uploading, downloading or ready") { $0.state.rawValue },
            .bytes("size", "Size", unit: "MiB", help: "Bytes of the file") { $0.size },
            .text("family", "Family") { $0.family },
            .text("sshUser", "SSH user", help: "Who logs in by ssh in machines made from it") { $0.sshUser },
            .integer("version", "Version", help: "Counts up within the family") { $0.version.map(Int64.init) },
            .text("sha256", "SHA-256") { $0.sha256 },
            .integer("copies", "Copies", help: "Files that Apus made on hosts") { Int64($0.copies.count) },
            .list("usedBy", "Used by", link: VirtualMachine.noun) { $0.usedBy },
            .text("url", "Fetched from") { $0.url },
            .text("signedBy", "Signed by", help: "Fingerprint of the key that signed its checksum") { $0.signedBy },
            .date("createdAt", "Created") { $0.createdAt },
            .text("id", "UUID") { $0.id.uuidString.lowercased() },
        ])
}
