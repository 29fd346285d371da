import ApusModel
import FoundationEssentials

/// What the course API needs to remember and hypervisors cannot hold: numbers, its volumes, and the order of its files.
public actor CourseBook {
    private let store: any RegistryStore
    private let ambient: Ambient
    private var machines: [UUID: CourseMachine] = [:]
    private var volumes: [Int64: CourseVolume] = [:]
    /// nil where `orchestrate` never ran.
    public private(set) var catalog: CourseCatalog?
    private let numbering = Turn()
    private let storage = Turn()

    init(store: any RegistryStore, ambient: Ambient) {
        self.store = store
        self.ambient = ambient
    }

    func load() async throws {
        for row in try await store.all(CourseMachine.self) { machines[row.id] = row }
        for row in try await store.all(CourseVolume.self) { volumes[row.number] = row }
        catalog = try await store.all(CourseCatalog.self).first
    }

    /// The order of the files, from now on.
    public func set(_ new: CourseCatalog) async throws {
        var row = new
        if let known = catalog {
            (row.id, row.number) = (known.id, known.number)
            try await store.update(row)
        } else {
            row = try await store.add(row)
        }
        catalog = row
    }
}

// MARK: Machines

extension CourseBook {
    /// The VM that has a number.
    public func machine(_ number: Int64) -> UUID? { machines.values.first { $0.number == number }?.id }

    /// A VM's number, given at first sight and never again to another.
    public func number(of vm: UUID) async throws -> Int64 {
        if let known = machines[vm] { return known.number }
        return try await numbering.next { try await self.give(vm) }
    }

    private func give(_ vm: UUID) async throws -> Int64 {
        if let known = machines[vm] { return known.number }
        let row = try await store.add(CourseMachine(vm))
        machines[vm] = row
        return row.number
    }

    /// Forgets a VM that is gone.
    public func forget(machine vm: UUID) async throws {
        guard machines[vm] != nil else { return }
        try await store.remove(CourseMachine.self, vm)
        machines[vm] = nil
    }
}

// MARK: Volumes

extension CourseBook {
    public func volume(_ number: Int64) -> CourseVolume? { volumes[number] }

    /// - Parameter size: GiB.
    /// - Throws: a ``Problem`` `name-taken`.
    public func addVolume(_ name: String, size: Int64) async throws -> CourseVolume {
        let row = try await store.add(CourseVolume(id: ambient.uuid(), name: name, size: size))
        volumes[row.number] = row
        return row
    }

    /// Notes where a volume is made, before it is made.
    public func place(_ volume: CourseVolume, at place: CourseVolume.Place) async throws -> CourseVolume {
        var row = volume
        row.place = place
        try await store.update(row)
        volumes[row.number] = row
        return row
    }

    public func remove(_ volume: CourseVolume) async throws {
        try await store.remove(CourseVolume.self, volume.id)
        volumes[volume.number] = nil
    }

    /// Changes of volumes run one after the other: a volume is attached to one VM only.
    public func changingVolumes<Value: Sendable>(
        _ work: @escaping @Sendable () async throws -> Value
    ) async throws -> Value { try await storage.next(work) }
}
