import ApusModel
import FoundationEssentials
import Placement

extension Scheduler {
    /// How many more machines fit; after a host failed, where one is named.
    func capacity(_ claims: [Claim], without host: Host?) -> EstateCapacity {
        let algorithm = guarded(algorithm(for: settings.method))
        var fleet = fleet(claims)
        let failure = host.map { fail($0, algorithm, &fleet) }
        let open = fleet.hosts.filter { $0.closed == nil }
        let total = open.reduce(Resources.zero) { $0 + $1.capacity }
        let allocated = open.reduce(Resources.zero) { $0 + $1.allocated }
        let types = estate.instanceTypes.rows().sorted { $0.number < $1.number }.map { type in
            EstateCapacity.TypeCapacity(
                instanceType: type.name, cpus: type.cpus, memory: type.memory, disk: type.disk,
                fit: fleet.slots(of: Demand(type.size)))
        }
        return EstateCapacity(
            hosts: fleet.count, open: open.count, algorithm: algorithm.name,
            cpus: .init(capacity: total.cpus, allocated: allocated.cpus),
            memory: .init(capacity: total.memory, allocated: allocated.memory), instanceTypes: types, without: failure)
    }

    /// Moves the machines of a host elsewhere in `fleet`, the largest first.
    private func fail(_ host: Host, _ algorithm: Algorithm, _ fleet: inout Fleet) -> EstateCapacity.Failure {
        let machines = estate.machines.rows(in: host.id).filter { $0.managed || $0.state.isActive }
        var generator = SeededGenerator(seed: 1)
        let moves = fleet.evacuate(
            host.id, machines.map { ($0.name, Demand($0.size, tags: $0.tags)) }, by: algorithm, using: &generator)
        return .init(host: host.name, machines: moves.map { .init(vm: $0.id, to: $0.to?.name) })
    }
}

extension InstanceType {
    var size: Resources { Resources(cpus: Int64(cpus), memory: memory, disk: disk ?? 0) }
}

extension VirtualMachine {
    /// What is promised to it.
    var size: Resources { Resources(cpus: Int64(cpus), memory: promisedMemory) }
}
