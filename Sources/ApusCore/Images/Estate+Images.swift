import ApusModel
import FoundationEssentials

extension Estate {
    /// Names of the machines that were made from an image, or have a file of it as a disk.
    func users(of image: Image) -> [String] {
        let copies = image.copies
        return machines.rows().filter { machine in
            (machine.managed && machine.image == image.name)
                || machine.disks.contains { disk in
                    if let source = disk.source, copies.isEmpty { return source == image.path }
                    return copies.contains { $0.host == machine.host && $0.path == disk.source }
                }
        }.map(\.name).sorted()
    }

    /// Brings `usedBy` of all images up to date; called when machines may have come or gone.
    func refigureImages() {
        for image in images.rows() {
            let users = users(of: image)
            if users != image.usedBy { changeImage(image.id) { $0.usedBy = users } }
        }
    }

    /// Changes an image's row; one that is gone stays gone.
    func changeImage(_ id: UUID, _ body: (inout Image) -> Void) {
        imageWriters.withLock { _ in
            guard var row = images.row(id) else { return }
            body(&row)
            images.upsert([row])
        }
    }

    func removeImage(_ id: UUID) { imageWriters.withLock { _ in _ = images.remove([id]) } }

    /// The image that a reference means: a row, or the newest of a family that is ready.
    /// - Throws: a ``Problem`` `not-found` or `ambiguous`.
    func image(_ reference: String) throws -> Image {
        let rows = images.rows()
        let versions = rows.filter { $0.family == reference && $0.state == .ready }
        let newest = versions.max { ($0.version ?? 0) < ($1.version ?? 0) }
        if let newest, !rows.contains(where: { $0.name == reference }) { return newest }
        return try rows.resolve(reference)
    }
}
