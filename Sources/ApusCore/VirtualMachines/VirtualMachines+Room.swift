import ApusModel
import Placement
import Schema

extension VirtualMachines {
    /// Whether the host can promise what a change adds; what the machine has is its own, also on a host that promised too much.
    /// A retry of an accepted change is not judged again.
    /// - Throws: a ``Problem`` `no-capacity` with the figures.
    func requireRoom(_ vm: VirtualMachine, for change: ChangeVirtualMachine, _ caller: Caller) async throws {
        let (had, wanted) = (vm.promisedMemory, vm.promisedMemory(after: change))
        let cpus = change.cpus ?? vm.cpus
        guard cpus > vm.cpus || wanted > had, let host = estate.hosts.row(vm.host) else { return }
        if try await operations.existing(under: caller.idempotency) != nil { return }
        // What does not grow is not asked for, also on a host that promised too much.
        let (moreCPUs, moreMemory) = (cpus > vm.cpus, wanted > had)
        let others = estate.allocated(host, try await claims.claims().claims, without: vm.id)
        // A machine that is there may be wider than its host is: slow, but its owner's choice.
        let candidate = Candidate(
            id: host.id, name: host.name, capacity: scheduler.overcommit.promises(of: host),
            allocated: Resources(
                cpus: moreCPUs ? Int64(others.cpusAllocated) : 0, memory: moreMemory ? others.memoryAllocated : 0),
            cpusPerMachine: Int64.max)
        let size = Resources(cpus: moreCPUs ? Int64(cpus) : 0, memory: moreMemory ? wanted : 0)
        guard let refusal = candidate.sizeRefusal(of: size) else { return }
        var problem = Problem(
            .noCapacity,
            "The host \(Echo.quoted(host.name)) cannot give the VM that much; its present share counts as free.")
        problem.refusals = [.init(host: host.name, reason: refusal.words)]
        throw problem
    }
}

extension VirtualMachine {
    /// Bytes that its host must be able to give it: all it may grow to.
    var promisedMemory: Int64 { max(memory, maximumMemory) }

    /// A maximum that is not named grows with what is asked for.
    fileprivate func promisedMemory(after change: ChangeVirtualMachine) -> Int64 {
        max(change.memory ?? memory, change.maximumMemory ?? maximumMemory)
    }
}
