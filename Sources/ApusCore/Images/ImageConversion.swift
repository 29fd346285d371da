import ApusModel
import FoundationEssentials

/// An image whose bytes were checked, and where they lie.
struct WholeImage: Codable, Sendable {
    var copy: Image.Copy
    /// Bytes of the file.
    var size: Int64
    var sha256: String
    /// Bytes the guest sees.
    var virtualSize: Int64
}

extension HostDrivers {
    /// A checked image of another hypervisor's format as qcow2, converted by its host; others stay as they are.
    ///
    /// What an earlier try left under the name is replaced. The source stays for the caller to delete.
    /// - Throws: a ``Problem`` `invalid` where the host takes the file for something else, or the result is not what was checked.
    func converted(_ whole: WholeImage, of image: Image) async throws -> WholeImage {
        guard image.format.isForeign else { return whole }
        guard let volumes else { throw DriverError(.unsupported, "The host converts no images.") }
        let source = VolumePlace(pool: whole.copy.pool, name: whole.copy.volume)
        // The host converts from the format that it read in the file: it must be the one whose header was checked.
        guard try await volumes.read(source)?.format == image.format.rawValue else {
            throw Self.unsafe("its host does not take it for a \(image.format.rawValue) file")
        }
        let target = VolumePlace(pool: source.pool, name: Images.volume(of: image.converted))
        try await volumes.clone(
            source, as: VolumeRequest(target, capacity: whole.virtualSize, allocation: 0, format: "qcow2"),
            progress: { _ in })
        return try await look(at: target, madeFrom: whole, of: image)
    }

    private func look(at place: VolumePlace, madeFrom source: WholeImage, of image: Image) async throws -> WholeImage {
        let (storage, content) = try forImages()
        let name = VolumeName(pool: place.pool, volume: place.name)
        let file = try await content.content(of: name)
        let facts = try await storage.inspect(path: file.path, format: .qcow2)
        let size = try ImageSafety.virtualSize(of: facts, format: .qcow2, pointer: "")
        // qemu-img counts in sectors of 512 bytes.
        guard size >= source.virtualSize, size - source.virtualSize < 512 else {
            throw Self.unsafe("it says one size at its begin and another at its end")
        }
        let copy = Image.Copy(
            host: source.copy.host, pool: place.pool, volume: place.name, path: file.path, state: .filling)
        return WholeImage(
            copy: copy, size: file.size, sha256: try await content.digest(of: name), virtualSize: size)
    }

    private static func unsafe(_ reason: String) -> Problem {
        Problem(
            .invalid, "The image cannot be used: \(reason).",
            errors: [.init(pointer: "", code: "image/unsafe", message: reason)])
    }
}

extension Image {
    /// The same once it is of a format that machines use.
    var converted: Image {
        var image = self
        if format.isForeign { image.format = .qcow2 }
        return image
    }
}
