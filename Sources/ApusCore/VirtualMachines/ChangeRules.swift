import ApusModel
import FoundationEssentials
import Schema

/// What a change may say of one machine.
struct ChangeRules {
    let vm: VirtualMachine

    init(_ vm: VirtualMachine) { self.vm = vm }

    /// The change in one spelling: without a name that is its own already, MAC addresses in lower case.
    func tidied(_ change: ChangeVirtualMachine) -> ChangeVirtualMachine {
        var change = change
        if change.name == vm.name { change.name = nil }
        change.bootOrder = change.bootOrder?.map { $0.contains(":") ? $0.lowercased() : $0 }
        if change.cpu?.model != nil, change.cpu?.mode == nil { change.cpu?.mode = .custom }
        return change
    }

    func faults(_ change: ChangeVirtualMachine) -> [Problem.Fault] {
        sizes(change) + cpu(change) + (change.bootOrder.map(boot) ?? [])
    }

    /// A maximum that is not named grows with what is asked for; one that is named must hold it.
    private func sizes(_ change: ChangeVirtualMachine) -> [Problem.Fault] {
        var faults: [Problem.Fault] = []
        if let most = change.maximumCPUs, (change.cpus ?? vm.cpus) > most {
            faults.append(
                .init(
                    pointer: "/maximumCPUs", code: "range",
                    message: "is less than the \(change.cpus ?? vm.cpus) CPUs it has; change cpus too"))
        }
        if let most = change.maximumMemory, (change.memory ?? vm.memory) > most {
            faults.append(
                .init(
                    pointer: "/maximumMemory", code: "range",
                    message: "is less than the \(change.memory ?? vm.memory) bytes it has; change memory too"))
        }
        return faults
    }

    private func cpu(_ change: ChangeVirtualMachine) -> [Problem.Fault] {
        guard let cpu = change.cpu else { return [] }
        var faults: [Problem.Fault] = []
        if (cpu.mode == .custom) != (cpu.model != nil), cpu.mode != nil {
            faults.append(
                .init(
                    pointer: "/cpu/model", code: "fields", message: "must be given with the mode custom, and only there"
                ))
        }
        let most = change.maximumCPUs ?? max(vm.maximumCPUs, change.cpus ?? 0)
        if let topology = cpu.topology, topology.cpus != most {
            faults.append(
                .init(
                    pointer: "/cpu/topology", code: "range",
                    message: "must make \(most) CPUs in all, the maximum; sockets × cores × threads does not"))
        }
        return faults
    }

    private func boot(_ order: [String]) -> [Problem.Fault] {
        let known = vm.disks.map(\.target) + vm.nics.map(\.mac)
        return order.enumerated().compactMap { index, device in
            known.contains(device)
                ? nil
                : .init(
                    pointer: "/bootOrder/\(index)", code: "not-found",
                    message: "is none of its devices: \(known.joined(separator: ", "))")
        }
    }
}
