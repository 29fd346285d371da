import ApusModel
import FoundationEssentials
import Placement

extension VirtualMachines {
    /// Moves that would even out what hosts have promised. Nothing changes.
    public func rebalancePlan() -> RebalancePlan {
        var scene = RebalanceScene(estate: estate, targets: MigrationTargets(scheduler: scheduler))
        let before = scene.spread
        var moves: [RebalancePlan.Move] = []
        while moves.count < RebalanceScene.mostMoves, let move = scene.best() {
            scene.apply(move)
            moves.append(move)
        }
        let text = scene.signature + moves.map { "\($0.vm) \($0.to)" }.joined(separator: ",")
        return RebalancePlan(
            id: NameUUID.of(text, in: RebalanceScene.namespace).uuidString.lowercased(), spreadBefore: before,
            spreadAfter: scene.spread, moves: moves)
    }

    /// Carries a plan out that was read before.
    /// - Throws: a ``Problem`` `precondition-failed` where the estate is not any more as the plan found it.
    public func rebalance(_ request: RunRebalance, _ caller: Caller) async throws -> ApusModel.Operation {
        if let earlier = try await operations.existing(under: caller.idempotency) { return earlier }
        let plan = rebalancePlan()
        guard plan.id == request.plan else {
            throw Problem(.preconditionFailed, "The estate has changed since that plan was made; read the new one.")
        }
        let moves = plan.moves.compactMap { move -> MoveMachinesWorkflow.Move? in
            guard let vm = estate.machines.rows().first(where: { $0.id == move.vm && $0.hostName == move.from }),
                let to = estate.hosts.rows().first(where: { $0.name == move.to })
            else { return nil }
            return .init(machine: vm.key, name: vm.name, to: to.id)
        }
        // One after the other: a later move may need the room that an earlier one makes.
        return try await submit(
            "rebalance", .init(kind: "rebalance", id: ambient.uuid(), name: "hosts"), moves, atOnce: 1, caller)
    }

    /// Moves all machines of a host to where placement chooses.
    public func evacuate(_ host: Host, _ caller: Caller) async throws -> ApusModel.Operation {
        let moves = estate.machines.rows(in: host.id).sorted { $0.name < $1.name }.map {
            MoveMachinesWorkflow.Move(machine: $0.key, name: $0.name, to: nil)
        }
        return try await submit(
            "host.evacuate", .init(kind: Host.noun, id: host.id, name: host.name), moves, atOnce: movesAtOnce, caller)
    }

    private func submit(
        _ kind: String, _ target: ApusModel.Operation.Target, _ moves: [MoveMachinesWorkflow.Move], atOnce: Int,
        _ caller: Caller
    ) async throws -> ApusModel.Operation {
        try await operations.submit(
            kind, of: target, on: nil,
            MoveMachinesWorkflow(run: ambient.uuid(), actor: caller.actor.name, moves: moves, atOnce: atOnce),
            locks: ["moves:\(target.kind == Host.noun ? target.id.uuidString : target.kind)"], caller)
    }
}

/// The hosts as they would be after some moves.
private struct RebalanceScene {
    static let mostMoves = 20
    static let namespace = UUID(uuid: (0x61, 0x70, 0x75, 0x73, 0, 0, 0x40, 0, 0x80, 0, 0, 0, 0, 0, 0, 1))
    /// A move that gains less is not worth its time.
    private static let leastGain = 1.0

    private let targets: MigrationTargets
    private var hosts: [Host]
    private var machines: [VirtualMachine]
    /// The hosts as placement sees them.
    private var fleet: Fleet
    /// What the plan was made for.
    let signature: String

    init(estate: Estate, targets: MigrationTargets) {
        self.targets = targets
        fleet = targets.scheduler.fleet([])
        hosts = estate.hosts.rows().filter { $0.closedToPlacement == nil }.sorted { $0.number < $1.number }
            .map { estate.allocated($0) }
        machines = estate.machines.rows().sorted { $0.key < $1.key }
        signature =
            machines.map { "\($0.id)@\($0.host) \($0.cpus) \($0.memory) \($0.state)" }.joined(separator: ",")
            + hosts.map { "\($0.id) \($0.cpus) \($0.memory)" }.joined(separator: ",")
    }

    /// Percent points between the fullest and the emptiest host.
    var spread: Double { Self.spread(hosts.map(targets.load)) }

    private static func spread(_ loads: [Double]) -> Double {
        ((loads.max() ?? 0) - (loads.min() ?? 0)) * 100
    }

    func best() -> RebalancePlan.Move? {
        guard let full = hosts.max(by: { targets.load(of: $0) < targets.load(of: $1) }),
            let free = hosts.min(by: { targets.load(of: $0) < targets.load(of: $1) }), full.id != free.id
        else { return nil }
        var others = fleet
        others.remove(full.id)
        // Each machine moves once: a plan names where it is now.
        let candidates = machines.filter {
            $0.host == full.id && $0.hostName == full.name && $0.managed && !$0.template && $0.operation == nil
                && targets.accepts($0, on: free.id, others)
        }
        let moves = candidates.compactMap { vm -> RebalancePlan.Move? in
            let after = weighed(vm, to: free.id)
            let gain = spread - Self.spread(after.map(targets.load))
            guard gain >= Self.leastGain, after.contains(where: { $0.id == free.id && targets.load(of: $0) <= 1 })
            else { return nil }
            let words = "\(full.name) has promised \(percent(full)) %, \(free.name) \(percent(free)) %"
            return .init(vm: vm.id, name: vm.name, from: full.name, to: free.name, reason: words, gain: gain)
        }
        return moves.max { $0.gain < $1.gain }
    }

    mutating func apply(_ move: RebalancePlan.Move) {
        guard let vm = machines.first(where: { $0.id == move.vm && $0.hostName == move.from }),
            let host = hosts.first(where: { $0.name == move.to })
        else { return }
        shift(vm, to: host.id)
    }

    private mutating func shift(_ vm: VirtualMachine, to host: UUID) {
        hosts = weighed(vm, to: host)
        let demand = targets.scheduler.demand(of: vm)
        fleet.release(demand, on: vm.host)
        fleet.take(demand, on: host)
        for index in machines.indices where machines[index].key == vm.key { machines[index].host = host }
    }

    /// The hosts with a machine counted elsewhere.
    private func weighed(_ vm: VirtualMachine, to host: UUID) -> [Host] {
        var hosts = hosts
        for index in hosts.indices where hosts[index].id == vm.host || hosts[index].id == host {
            let (cpus, memory) = (hosts[index].cpusAllocated, hosts[index].memoryAllocated)
            if hosts[index].id == host {
                hosts[index].cpusAllocated = cpus.addingReportingOverflow(vm.cpus).partialValue
                hosts[index].memoryAllocated = memory.addingReportingOverflow(vm.promisedMemory).partialValue
            } else {
                hosts[index].cpusAllocated = cpus.subtractingReportingOverflow(vm.cpus).partialValue
                hosts[index].memoryAllocated = memory.subtractingReportingOverflow(vm.promisedMemory).partialValue
            }
        }
        return hosts
    }

    private func percent(_ host: Host) -> Int { Int(exactly: (targets.load(of: host) * 100).rounded()) ?? 0 }
}
