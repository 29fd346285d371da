import ApusModel
import FoundationEssentials
import Schema

extension CreationPlan {
    /// The row that is shown while the machine is made.
    func row(on host: Host, network: String, operation: ApusModel.Operation) -> VirtualMachine {
        let id = operation.target.id
        var row = VirtualMachine(id: id, name: name, host: host.id, hostName: host.name, state: .starting)
        row.nativeState = "creating"
        row.cpus = cpus
        row.memory = memory
        row.maximumMemory = promisedMemory
        row.description = request.description
        row.title = request.title
        row.tags = request.tags ?? []
        row.placement = request.placement?.rules
        row.managed = true
        row.image = image?.name ?? template?.image
        row.linkedTo = linkedTo
        row.instanceType = instanceType?.name
        row.createdAt = operation.createdAt
        row.createdBy = operation.actor
        // An address is taken from the moment it is promised.
        row.nics = nics(id, network: request.network ?? network).map(\.row)
        return row
    }

    /// The workflow that makes it, with everything chosen.
    func workflow(
        id: UUID, host: Host, provider: Provider, operation: ApusModel.Operation
    ) throws -> CreateVirtualMachineWorkflow {
        let settings = provider.settings
        let pool = request.pool ?? settings.pool
        let seed = try guestSeed(id, operation.createdAt)
        let drives = drives(id, on: host, pool: pool, hasSeed: seed != nil)
        let seedVolume = seed.map { _ in VolumeName(pool: pool, volume: Self.seedName(id)) }
        let own = drives.compactMap(\.made) + [seedVolume].compactMap(\.self)
        var definition = MachineDefinition(
            id: id, name: name, description: request.description, cpus: cpus, memory: memory,
            accelerator: accelerator(on: host, settings.accelerator), disks: [],
            nics: nics(id, network: request.network ?? settings.network),
            ownership: .init(
                operation: operation.id, image: image?.name ?? template?.image, instanceType: instanceType?.name,
                createdAt: operation.createdAt, createdBy: operation.actor, volumes: own.map(\.text)))
        definition.ownership.linkedTo = linkedTo
        definition.ownership.tags = request.tags ?? []
        definition.ownership.placement = request.placement?.rules
        definition.hardware = hardware
        return CreateVirtualMachineWorkflow(
            host: host.id, definition: definition, drives: drives,
            pools: Set(own.map(\.pool)).sorted().map { name in
                PlannedPool(name: name, path: name == settings.pool ? settings.poolPath : nil)
            }, seedVolume: seedVolume, seed: seed, start: request.start ?? true, template: template?.id)
    }

    /// The existing volumes that no other machine may take meanwhile.
    var volumes: [VolumeName] { disks.compactMap(\.volume) }

    private var linkedTo: UUID? { (request.clone ?? .linked) == .linked ? template?.id : nil }

    /// `auto` takes the best that truly works there; an architecture that is not the host's is always emulated.
    private func accelerator(on host: Host, _ preferred: Accelerator) -> Accelerator {
        if let architecture = hardware.architecture, architecture != host.arch { return .tcg }
        let asked = request.accelerator ?? preferred
        return asked == .auto ? host.accelerators.first ?? .tcg : asked
    }
}
