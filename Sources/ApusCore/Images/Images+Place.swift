import ApusModel
import FoundationEssentials
import Schema

/// Where the first copy of an image goes.
struct ImagePlace: Sendable {
    var host: Host
    var pool: String
    /// The pool's directory, where Apus may have to make it.
    var poolPath: String?
}

extension Images {
    /// The host a request names, or the first that takes uploads; and its pool.
    /// - Throws: a ``Problem`` that names the field.
    func place(of request: CreateImage) async throws -> ImagePlace {
        let host = try await host(for: request)
        let settings = try estate.provider(of: host).settings
        let pool = request.pool ?? settings.pool
        try checkRoom(request.size, in: pool, of: host)
        return ImagePlace(host: host, pool: pool, poolPath: pool == settings.pool ? settings.poolPath : nil)
    }

    /// Forgets images whose download was never accepted, since the server died before it.
    public func forgetOrphans() async throws {
        let wanted = Set(estate.operations.rows().filter { !$0.state.isSettled || $0.state == .stuck }.map(\.target.id))
        for image in estate.images.rows() where image.state == .downloading && !wanted.contains(image.id) {
            try await ledger.remove(image.id)
        }
    }

    /// The file of an image, by its id: a repeated step finds what an earlier try left.
    static func volume(of image: Image) -> String {
        "image-\(image.id.uuidString.lowercased()).\(image.format.rawValue)"
    }

    private func host(for request: CreateImage) async throws -> Host {
        let up = estate.hosts.rows().filter { $0.state == .up }.sorted { $0.number < $1.number }
        if let name = request.host {
            let host = try CreationPlan.field("/host") { try estate.hosts.rows().resolve(name) }
            guard try await drivers(host.id).content != nil else {
                throw CreationPlan.fault("/host", "host/no-uploads", "the host \(host.name) takes no uploads")
            }
            return host
        }
        for host in up where try await drivers(host.id).content != nil { return host }
        throw Problem(.hostUnreachable, "No host is connected that takes uploads.")
    }

    private func checkRoom(_ size: Int64?, in pool: String, of host: Host) throws {
        guard let size else { return }
        guard size <= settings.maximumSize else {
            throw Problem(.tooLarge, "Images may have at most \(settings.maximumSize) bytes (setting images.maxSize).")
        }
        let known = estate.pools.rows(in: host.id).first { $0.name == pool && $0.state == .active }
        if let known, known.available < size {
            throw Problem(
                .poolFull,
                "The pool \(Echo.quoted(pool)) of \(host.name) has \(known.available) bytes left, not \(size).")
        }
    }
}

extension HostDrivers {
    /// Storage and transfers, which images need.
    /// - Throws: ``DriverError`` `unsupported`.
    func forImages() throws -> (storage: any StorageDriver, content: any VolumeContentDriver) {
        guard let storage, let content else { throw DriverError(.unsupported, "The host takes no uploads.") }
        return (storage, content)
    }
}

extension Image.Copy {
    var name: VolumeName { VolumeName(pool: pool, volume: volume) }
}
