import ApusModel
import FoundationEssentials
import Schema

extension WorkflowContext {
    func pools(_ host: UUID) async throws -> any PoolDriver {
        guard let pools = try await drivers(host).pools else { throw Self.noStorage }
        return pools
    }

    func volumes(_ host: UUID) async throws -> any VolumeDriver {
        guard let volumes = try await drivers(host).volumes else { throw Self.noStorage }
        return volumes
    }

    func diskMoves(_ host: UUID) async throws -> any DiskMoveDriver {
        guard let moves = try await drivers(host).diskMoves else { throw Self.noStorage }
        return moves
    }

    /// Fails where a volume of the name is there already: what a later step makes under that name is then known to be its own.
    func requireAbsent(_ place: VolumePlace, on host: UUID) async throws {
        guard try await volumes(host).read(place) == nil else {
            throw Problem(
                .nameTaken,
                "There is a volume \(Echo.quoted(place.name)) in the pool \(Echo.quoted(place.pool)) already.")
        }
    }

    /// Whether the volume is there as it was asked for. One that was absent before is then the operation's own.
    func isMade(_ request: VolumeRequest, on host: UUID) async throws -> Bool {
        guard let found = try await volumes(host).read(request.place) else { return false }
        // Sizes are rounded up: to sectors, clusters or extents.
        return found.capacity >= request.capacity && found.capacity - request.capacity < 64 << 20
            && (request.format == nil || found.format == request.format) && found.backingPath == request.backing?.path
    }

    private static var noStorage: DriverError { DriverError(.unsupported, "The host offers no storage pools.") }
}
