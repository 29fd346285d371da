import ApusCore
import ApusModel
import FoundationEssentials

/// Machines that go from a host to its neighbour, and stand there as they stood here.
extension FakeHost: MigrationDriver {
    /// What is on this host and on its neighbour.
    public var worlds: [World] { [world] + (neighbour.map { [$0.world] } ?? []) }
    /// The machines of both.
    public var allRows: [VirtualMachine] { (rows + (neighbour?.rows ?? [])).sorted { $0.key < $1.key } }

    /// The drivers of this host or its neighbour; any other id means this host.
    public func drivers(of id: UUID) -> HostDrivers { neighbour?.id == id ? neighbour?.drivers ?? drivers : drivers }

    public var reach: MigrationReach { MigrationReach(address: "fake://\(name)", host: name) }

    public func luggage(of vm: UUID) async throws -> MigrationLuggage {
        try await enter("luggage")
        guard let machine = world.machines[vm] else { throw DriverError(.notFound, "no domain") }
        return MigrationLuggage(name: machine.definition.name)
    }

    public func faults(taking luggage: MigrationLuggage) async throws -> [String] { [] }
    public func sight(of path: String) async throws -> MigrationSight? { nil }

    public func standing(of vm: UUID) async throws -> MigrationStanding {
        try await enter("standing")
        if let told = world.other["standing \(vm)"].flatMap(MigrationStanding.init) { return told }
        switch world.machines[vm]?.state {
        case nil: return .absent
        case .running: return .running
        case .paused: return .paused
        default: return .off
        }
    }

    /// Has it say so of a machine, whatever happens.
    public func tell(_ standing: MigrationStanding, of vm: UUID) {
        state.withLock { $0.world.other["standing \(vm)"] = standing.rawValue }
    }

    public func send(_ vm: UUID, _ journey: MigrationJourney) async throws {
        try await enter("send")
        guard let machine = world.machines[vm], let neighbour else { throw DriverError(.notFound, "no domain") }
        neighbour.take(machine, journey)
        state.withLock { $0.world.machines[vm] = nil }
    }

    public func progress(of vm: UUID) async throws -> MigrationProgress? { nil }
    public func abort(_ vm: UUID) async throws { try await enter("abort") }

    public func definition(of vm: UUID, _ journey: MigrationJourney) async throws -> String {
        try await enter("definition")
        guard var machine = world.machines[vm] else { throw DriverError(.notFound, "no domain") }
        machine.definition = machine.definition.moved(journey)
        return String(decoding: try JSONEncoder().encode(machine.definition), as: UTF8.self)
    }

    public func define(_ text: String) async throws {
        try await enter("define")
        let definition = try JSONDecoder().decode(MachineDefinition.self, from: Data(text.utf8))
        state.withLock { $0.world.machines[definition.id] = Machine(definition) }
    }

    public func setAutostart(_ vm: UUID, _ autostart: Bool) async throws { try await enter("setAutostart") }

    private func take(_ machine: Machine, _ journey: MigrationJourney) {
        var machine = machine
        machine.definition = machine.definition.moved(journey)
        state.withLock { $0.world.machines[machine.definition.id] = machine }
    }
}

extension MachineDefinition {
    /// With its volumes where they are at the other host.
    fileprivate func moved(_ journey: MigrationJourney) -> MachineDefinition {
        var moved = self
        moved.ownership.volumes = ownership.volumes.map { volume in
            journey.disks.first { $0.from == volume }?.to ?? volume
        }
        return moved
    }
}
