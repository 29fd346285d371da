import ApusModel
import FoundationEssentials

/// A disk or drive of a machine to be made, and where what is in it comes from.
struct PlannedDrive: Codable, Hashable, Sendable {
    enum Content: Codable, Hashable, Sendable {
        /// Made for the machine; goes with it.
        case new(DiskRequest)
        /// Is there already, and stays when the machine goes.
        case volume(VolumeName)
        /// A file on the host: the image of a CD-ROM.
        case file(VolumeFacts)
        /// The machine's cloud-init seed, where it has one.
        case seed
    }

    /// The drive; its path and format are known when the content is there.
    var drive: MachineDefinition.Disk
    var content: Content
    /// How its image comes to the host; nil where it lies there.
    var copy: ImageCopy?

    init(_ content: Content, device: MachineDefinition.Disk.Device = .disk, readOnly: Bool = false) {
        self.content = content
        drive = .init(path: "", format: "raw", readOnly: readOnly)
        drive.device = device
    }

    /// The volume that is made for it.
    var made: VolumeName? {
        if case .new(let request) = content { VolumeName(pool: request.pool, volume: request.name) } else { nil }
    }

    /// The existing volume that it uses.
    var used: VolumeName? {
        if case .volume(let name) = content { name } else { nil }
    }

    func filled(_ facts: VolumeFacts) -> MachineDefinition.Disk {
        var disk = drive
        disk.path = facts.path
        disk.format = drive.device == .cdrom ? "raw" : facts.format
        return disk
    }

    /// Makes or finds what is in it; nil for the seed, which is made apart.
    /// - Parameter image: where an image lies that was brought to the host.
    func fill(_ storage: any StorageDriver, image: String? = nil) async throws -> VolumeFacts? {
        switch content {
        case .seed: return nil
        case .file(let facts): return image.map { VolumeFacts(path: $0, format: facts.format) } ?? facts
        case .volume(let name): return try await storage.volume(name.volume, in: name.pool)
        case .new(var request):
            request.image = image ?? request.image
            // A disk of a template has the size that its file says.
            if request.capacity == 0, let image = request.image {
                request.capacity = try await storage.inspect(path: image, format: request.imageFormat).virtualSize
            }
            return try await storage.createDisk(request)
        }
    }
}

/// A pool that a new machine's volumes go to.
struct PlannedPool: Codable, Hashable, Sendable {
    var name: String
    /// Its directory when it has to be made; nil for the usual one.
    var path: String?
}
