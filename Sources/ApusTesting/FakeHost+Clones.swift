import ApusCore
import ApusModel
import FoundationEssentials

extension FakeHost: CloneDriver {
    public func defineClone(_ clone: CloneDefinition) async throws -> [String] {
        try await enter("defineClone")
        return try state.withLock { state in
            guard let source = state.world.machines[clone.source] else { throw DriverError(.notFound, "no domain") }
            guard !source.state.isActive else { throw DriverError(.invalidState, "it runs") }
            var copy = source.definition
            (copy.id, copy.name, copy.ownership) = (clone.id, clone.name, clone.ownership)
            if let description = clone.description { copy.description = description }
            for index in copy.nics.indices { copy.nics[index].mac = clone.mac(index) }
            for index in copy.disks.indices {
                let path = copy.disks[index].path
                if let disk = clone.disks.first(where: { $0.fromPath == path }) { copy.disks[index].path = disk.path }
                if path == clone.sourceSeed, let seed = clone.seed { copy.disks[index].path = seed.path }
            }
            state.world.machines[clone.id] = Machine(copy)
            return []
        }
    }
}
