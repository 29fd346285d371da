import ApusModel
import FoundationEssentials
import Schema

/// A copy of an image that a machine's host lacks, brought there through the server from a host that has it.
struct ImageCopy: Codable, Hashable, Sendable {
    var image: UUID
    var source: UUID
    var from: VolumeName
    var to: VolumeName
    var size: Int64?
    var sha256: String?

    /// Where the image lies on the machine's host, copied there if need be. The copy stays for the next machine.
    func bring(to host: UUID, _ context: WorkflowContext) async throws -> String {
        let ledger = try context.imageWork().ledger
        return try await ledger.inTurn("\(image) to \(host)") {
            if let known = await ledger.copy(of: image, on: host) { return known.path }
            let (storage, target) = try await context.drivers(host).forImages()
            try await storage.ensurePool(to.pool, path: nil)
            try await note(.filling, "", host, ledger)
            if try await !isWhole(target) { try await copy(to: target, context) }
            try await target.refresh(to.pool)
            let path = try await target.content(of: to).path
            try await note(.ready, path, host, ledger)
            return path
        }
    }

    /// Takes away what a failed copy left; a whole one stays for others.
    func drop(from host: UUID, _ context: WorkflowContext) async throws {
        let ledger = try context.imageWork().ledger
        try await ledger.inTurn("\(image) to \(host)") {
            guard await ledger.copy(of: image, on: host) == nil else { return }
            try await context.drivers(host).forImages().storage.deleteVolume(to.volume, in: to.pool)
            try await ledger.forget(copyOf: image, on: host)
        }
    }

    /// Whether an earlier try brought it whole.
    private func isWhole(_ target: any VolumeContentDriver) async throws -> Bool {
        do {
            guard let sha256, try await target.content(of: to).size == size else { return false }
            return try await target.digest(of: to) == sha256
        } catch let error as DriverError where error.code == .notFound {
            return false
        }
    }

    private func copy(to target: any VolumeContentDriver, _ context: WorkflowContext) async throws {
        let origin = try await context.drivers(source).forImages().content
        _ = try await target.makeEmpty(to)
        let written = try await target.write(try await origin.read(from, from: 0, length: nil), to: to, from: 0)
        guard size == nil || written == size else {
            throw DriverError(.failed, "The copy has \(written) bytes, not the image's \(size ?? 0).")
        }
        guard let sha256, try await target.digest(of: to) != sha256 else { return }
        throw DriverError(.failed, "The copy differs from the image.")
    }

    private func note(_ state: Image.Copy.State, _ path: String, _ host: UUID, _ ledger: ImageLedger) async throws {
        try await ledger.note(.init(host: host, pool: to.pool, volume: to.volume, path: path, state: state), of: image)
    }
}

extension ImageLedger {
    func copy(of image: UUID, on host: UUID) -> Image.Copy? { row(image)?.copy(on: host) }

    func forget(copyOf image: UUID, on host: UUID) async throws {
        try await change(image) { $0.copies.removeAll { $0.host == host } }
    }
}

extension Image {
    /// Where it lies on a host, as far as is known.
    func path(on host: Host) -> String { copy(on: host.id)?.path ?? path }

    /// How it comes to the host; nil where it lies there.
    func copied(to host: Host, pool: String) -> ImageCopy? {
        guard let origin = copies.first(where: { $0.state == .ready }), copy(on: host.id) == nil else { return nil }
        return ImageCopy(
            image: id, source: origin.host, from: origin.name, to: .init(pool: pool, volume: origin.volume),
            size: size, sha256: sha256)
    }

    /// - Throws: a ``Problem`` `invalid-state` for an image that no machine can be made from.
    func usable() throws -> Image {
        guard state == .ready else {
            throw Problem(.invalidState, "the image \(Echo.quoted(name)) is \(state.rawValue), not ready")
        }
        guard format != .iso else {
            throw Problem(.invalidState, "the image \(Echo.quoted(name)) is a CD-ROM's; give it as iso")
        }
        return self
    }
}
