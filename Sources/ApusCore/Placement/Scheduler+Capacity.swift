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
            host.id, machines.map { ($0.key, demand(of: $0)) }, by: algorithm, using: &generator
        ) { key, candidate in
            estate.machines.row(key).flatMap { missingNetwork(of: $0, on: candidate.id) }
        }
        let names = Dictionary(machines.map { ($0.key, $0.name) }, uniquingKeysWith: { first, _ in first })
        return .init(
            host: host.name,
            machines: moves.map { .init(vm: names[$0.id] ?? "", to: $0.to?.name, reason: $0.reason) })
    }

    /// What a machine that is there needs of another host: its size, its disks where they are the host's own, and the rules that it
    /// was made with.
    func demand(of vm: VirtualMachine) -> Demand {
        var size = vm.size
        size.disk = ownDisk(of: vm)
        let labels = (vm.placement?.labels ?? []).map { $0.split(separator: "=", maxSplits: 1).map(String.init) }
        return Demand(
            size,
            labels: Dictionary(
                labels.filter { $0.count == 2 }.map { ($0[0], $0[1]) }, uniquingKeysWith: { first, _ in first }),
            affinity: vm.placement?.affinity ?? [], antiAffinity: vm.placement?.antiAffinity ?? [], tags: vm.tags)
    }

    /// The first network of the machine that the host does not have.
    func missingNetwork(of vm: VirtualMachine, on host: UUID) -> Refusal? {
        let known = Set(estate.networks.rows(in: host).map(\.name))
        return vm.nics.lazy.filter { $0.type == "network" }.compactMap(\.source).first { !known.contains($0) }
            .map { .own(rule: "network", "the host has no network \($0)") }
    }

    /// Bytes that the machine's volumes promise in the host's standard pool, unless that pool lies elsewhere and other hosts have
    /// it too.
    private func ownDisk(of vm: VirtualMachine) -> Int64 {
        guard let pool = standardPool(of: vm.host), !Self.remotePools.contains(pool.type) else { return 0 }
        return estate.volumes.rows(in: vm.host).filter { $0.poolID == pool.id && $0.usedBy.contains(vm.name) }
            .reduce(Resources.zero) { $0 + Resources(cpus: 0, memory: 0, disk: $1.capacity) }.disk
    }

    /// Kinds of pools whose storage is not the host's own (<https://libvirt.org/storage.html>).
    private static let remotePools: Set = ["netfs", "iscsi", "iscsi-direct", "rbd", "gluster", "sheepdog", "vstorage"]
}

extension Evacuation {
    fileprivate var reason: String? {
        guard to == nil else { return nil }
        return refusals.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
            .map { "\($0.key) \($0.value)" }.joined(separator: ", ")
    }
}

extension InstanceType {
    var size: Resources { Resources(cpus: Int64(cpus), memory: memory, disk: disk ?? 0) }
}

extension VirtualMachine {
    /// What is promised to it.
    var size: Resources { Resources(cpus: Int64(cpus), memory: promisedMemory) }
}
