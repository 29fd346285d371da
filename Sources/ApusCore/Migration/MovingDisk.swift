import ApusModel
import FoundationEssentials

/// A disk that another host gets a volume of its own for.
struct MovingDisk: Codable, Hashable, Sendable {
    /// How it is filled.
    enum Filling: String, Codable, Hashable, Sendable {
        /// By the hypervisor, while the guest runs.
        case mirror
        /// Byte for byte, through the server.
        case bytes
        /// Byte for byte, from a copy at the source that needs nothing below it.
        case flattened
    }

    var target: String
    var filling: Filling
    var from: VolumePlace
    var to: VolumeRequest
    /// Whether it was made for the machine, and goes with it.
    var isOwn: Bool

    /// Makes it; the rest of an earlier try is replaced.
    /// - Returns: its path.
    func make(from source: UUID, at host: UUID, _ context: WorkflowContext) async throws -> String {
        switch filling {
        case .mirror: try await makeEmpty(at: host, context)
        case .bytes: try await copy(self.from, from: source, at: host, context)
        case .flattened:
            var request = to
            (request.place, request.backing) = (loose, nil)
            try await context.volumes(source).clone(self.from, as: request) { _ in }
            try await copy(loose, from: source, at: host, context)
            try await context.volumes(source).delete(loose)
        }
        guard let made = try await context.volumes(host).read(to.place) else {
            throw DriverError(.failed, "The new volume \(to.place) is not there.")
        }
        return made.path
    }

    func drop(from source: UUID, at host: UUID, _ context: WorkflowContext) async throws {
        try await context.volumes(host).delete(to.place)
        if filling == .flattened { try await context.volumes(source).delete(loose) }
    }

    /// The copy at the source that lies there for a moment.
    private var loose: VolumePlace { VolumePlace(pool: from.pool, name: from.name + ".moving") }

    private func makeEmpty(at host: UUID, _ context: WorkflowContext) async throws {
        let volumes = try await context.volumes(host)
        do {
            try await volumes.create(to)
        } catch let error as DriverError where error.code == .exists {
            guard try await context.isMade(to, on: host) else { throw error }
        }
    }

    private func copy(
        _ volume: VolumePlace, from source: UUID, at host: UUID, _ context: WorkflowContext
    ) async throws {
        guard let origin = try await context.drivers(source).content,
            let target = try await context.drivers(host).content
        else { throw DriverError(.unsupported, "One of the hosts sends or takes no bytes of volumes.") }
        let (old, new) = (VolumeName(volume), VolumeName(to.place))
        _ = try await target.makeEmpty(new)
        let written = try await target.write(try await origin.read(old, from: 0, length: nil), to: new, from: 0)
        guard try await origin.content(of: old).size == written else {
            throw DriverError(.failed, "The copy of \(volume) is not whole.")
        }
        // The host takes its format from the bytes only now.
        try await target.refresh(to.place.pool)
    }
}

extension VolumeName {
    init(_ place: VolumePlace) { self.init(pool: place.pool, volume: place.name) }
}
