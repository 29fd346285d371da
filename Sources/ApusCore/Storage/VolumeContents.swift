import ApusModel
import FoundationEssentials
import Schema

/// What users do with the bytes of volumes.
public struct VolumeContents: Sendable {
    let estate: Estate
    let transfers: @Sendable (UUID) async throws -> any VolumeContentDriver

    public init(estate: Estate, transfers: @escaping @Sendable (UUID) async throws -> any VolumeContentDriver) {
        self.estate = estate
        self.transfers = transfers
    }

    /// Writes into a volume that nothing uses. What came before an error stays there.
    /// - Parameter length: bytes that are announced; nil where they are not.
    /// - Throws: a ``Problem``: `conflict` for a volume in use.
    public func write(
        _ bytes: ByteSequence, length: Int64?, to volume: VolumeName, on host: Host, at offset: Int64
    ) async throws -> WrittenContent {
        let content = try await transfers(host.id)
        let before = try await content.content(of: volume)
        guard before.isFile || (length.map { $0 <= before.size - offset } ?? true) else {
            throw Problem(.tooLarge, "The volume has \(before.size) bytes, which is less than would be written.")
        }
        try await refuseUsed(volume, before.path, content, host)
        let written = try await content.write(bytes, to: volume, from: offset)
        guard length == nil || written == length else {
            throw Problem(.badRequest, "\(written) of \(length ?? 0) announced bytes came.")
        }
        return WrittenContent(written: written, size: try await content.content(of: volume).size)
    }

    /// A disk whose bytes change beneath its guest, or beneath the disks built upon it, is lost.
    private func refuseUsed(
        _ volume: VolumeName, _ path: String, _ content: any VolumeContentDriver, _ host: Host
    ) async throws {
        let name = "\(volume.pool)/\(volume.volume)"
        let user = estate.machines.rows(in: host.id).first { machine in
            machine.volumes.contains(name) || machine.disks.contains { $0.source == path || $0.source == name }
        }
        if let user { throw used("a disk of the VM \(Echo.quoted(user.name))", name) }
        if let image = estate.images.rows().first(where: {
            $0.copies.contains { $0.host == host.id && $0.name == volume }
        }) {
            throw used("the image \(Echo.quoted(image.name))", name)
        }
        if let other = try await content.dependants(of: path).first { throw used("what \(other) is built upon", name) }
    }

    private func used(_ what: String, _ name: String) -> Problem {
        Problem(.conflict, "The volume \(Echo.quoted(name)) is \(what); nothing was written.")
    }
}
