import ApusCore
import ApusModel
import Libvirt
import LibvirtXML

/// Flat copies of disks in other formats, made by the host itself.
struct LibvirtExports: DiskExportDriver {
    let lanes: Lanes
    let inspections: Inspections
    private let patience = Duration.seconds(60)
    /// The most that a copy may take.
    private let limit = Duration.seconds(4 * 3600)

    init(lanes: Lanes, inspections: Inspections) {
        self.lanes = lanes
        self.inspections = inspections
    }

    func export(_ disk: ExportedDisk) async throws {
        var definition = VolumeDefinition(name: disk.copy.name, capacity: 0, format: disk.format.driverName)
        definition.allocation = 0
        let xml: String
        do { xml = try definition.element().xml() } catch { throw DriverError(error) }
        do {
            try await retryingWhileBusy(patience) {
                try await lanes.copies.perform("export disk", deadline: limit) { [inspections] connection in
                    try connection.withDisk(disk.source, inspections) { source in
                        try source.require(disk.sourceFormat)
                        let pool = try connection.pool(named: disk.copy.pool)
                        _ = try pool.replacingVolume(disk.copy.name) { try $0.createVolume(xml, cloning: source) }
                    }
                }
            }
        } catch let error as DriverError where error.code == .full {
            // The host's words hold the command line of its tool.
            throw DriverError(.full, "The storage pool has no space left.")
        }
    }
}

extension Connection {
    /// Lends a machine's disk, named by path or as `pool/volume`.
    fileprivate func withDisk<Value>(
        _ source: String, _ inspections: Inspections, _ body: (borrowing StorageVolume) throws -> Value
    ) throws -> Value {
        if source.hasPrefix("/") { return try withVolume(at: source, inspections, body) }
        guard let name = VolumeName(source) else { throw DriverError(.unsupported, "The disk is no file or volume.") }
        return try body(try pool(named: name.pool).volume(named: name.volume))
    }
}
