import ApusCore
import ApusModel
import FoundationEssentials

extension FakeHost: VirtualMachineDriver {
    public func define(_ definition: MachineDefinition) async throws {
        try await enter("define")
        state.withLock { $0.world.machines[definition.id] = Machine(definition) }
    }

    public func start(_ id: UUID) async throws {
        try await enter("start")
        try state.withLock { state in
            guard state.world.machines[id] != nil else { throw DriverError(.notFound, "no domain") }
            state.world.machines[id]?.state = .running
        }
    }

    public func requestShutdown(_ id: UUID) async throws {
        try await enter("requestShutdown")
        state.withLock { if $0.obeysShutdown { $0.world.machines[id]?.state = .off } }
    }

    public func powerOff(_ id: UUID) async throws {
        try await enter("powerOff")
        state.withLock { $0.world.machines[id]?.state = .off }
    }

    public func remove(_ id: UUID) async throws {
        try await enter("remove")
        state.withLock { $0.world.machines[id] = nil }
    }

    public func read(_ id: UUID) async throws -> VirtualMachine? {
        try await enter("read")
        return world.machines[id].map(row)
    }

    public func owner(of id: UUID) async throws -> UUID? {
        try await enter("owner")
        guard let machine = world.machines[id], machine.managed else { return nil }
        return machine.definition.ownership.operation
    }
}

extension FakeHost: StorageDriver {
    public var acceptsUploads: Bool { takesUploads }

    public func ensurePool(_ name: String, path: String?) async throws {
        try await enter("ensurePool")
        state.withLock { _ = $0.pools.insert(name) }
    }

    public func inspect(path: String, format: Image.Format) async throws -> ImageFacts {
        try await enter("inspect")
        // A volume of a pool is one more file.
        if path.hasPrefix("/pools/"), world.volumes[String(path.dropFirst("/pools/".count))] != nil { return .qcow2() }
        guard let facts = state.withLock({ $0.images[path] }) else { throw DriverError(.notFound, "no file") }
        return facts
    }

    public func createDisk(_ disk: DiskRequest) async throws -> VolumeFacts {
        try await enter("createDisk")
        let origin = disk.image.map { "\(disk.clone.rawValue) of \($0)" } ?? "empty"
        return try put(disk.name, in: disk.pool, "\(origin), \(disk.capacity) bytes")
    }

    public func volume(_ name: String, in pool: String) async throws -> VolumeFacts {
        try await enter("volume")
        guard world.volumes["\(pool)/\(name)"] != nil else { throw DriverError(.notFound, "no volume") }
        return VolumeFacts(path: "/pools/\(pool)/\(name)", format: name.hasSuffix("iso") ? "raw" : "qcow2")
    }

    public func createFile(_ name: String, in pool: String, bytes: [UInt8]) async throws -> VolumeFacts {
        try await enter("createFile")
        return try put(name, in: pool, "\(bytes.count) bytes, \(bytes.hashValue)")
    }

    public func deleteVolume(_ name: String, in pool: String) async throws {
        try await enter("deleteVolume")
        state.withLock { state in
            state.world.volumes["\(pool)/\(name)"] = nil
            state.world.other[Self.key(.init(pool: pool, volume: name))] = nil
        }
    }

    public func volumes(in pool: String) async throws -> [String] {
        try await enter("volumes")
        let names =
            world.volumes.keys
            + world.other.keys.filter { $0.hasPrefix("content ") }.map { $0.dropFirst(8).description }
        return names.filter { $0.hasPrefix(pool + "/") }.map { String($0.dropFirst(pool.count + 1)) }.sorted()
    }

    private func put(_ name: String, in pool: String, _ content: String) throws -> VolumeFacts {
        try state.withLock { state in
            guard state.pools.contains(pool) else { throw DriverError(.notFound, "no pool") }
            state.world.volumes["\(pool)/\(name)"] = content
            return VolumeFacts(path: "/pools/\(pool)/\(name)", format: name.hasSuffix("iso") ? "raw" : "qcow2")
        }
    }
}
