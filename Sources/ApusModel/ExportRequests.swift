import FoundationEssentials

/// Body of `POST /api/v1/vms/{ref}/export`.
public struct ExportVirtualMachine: Codable, Hashable, Sendable {
    /// A file for each disk, or one OVA package of the whole machine.
    public enum Format: String, Codable, Sendable, CaseIterable { case qcow2, raw, vmdk, vdi, ova }

    /// qcow2 when absent.
    public var format: Format?
    /// The guest's name of the one disk to export; all when absent.
    public var disk: String?

    public init(format: Format? = nil, disk: String? = nil) {
        self.format = format
        self.disk = disk
    }
}

/// What is exported of a machine and can be fetched: the answer of `GET /api/v1/vms/{ref}/export`.
public struct MachineExport: Codable, Hashable, Sendable {
    public struct File: Codable, Hashable, Sendable {
        /// `vda.qcow2`, `machine.ova`.
        public var name: String
        /// Bytes of the file.
        public var size: Int64

        public init(name: String, size: Int64) {
            self.name = name
            self.size = size
        }
    }

    public var files: [File]

    public init(files: [File]) { self.files = files }
}
