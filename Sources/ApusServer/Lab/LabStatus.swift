import ApusCore
import ApusModel
import Schema

/// A VM as the lab API tells it: libvirt's numbers and units (virDomainState, KiB, nanoseconds).
struct LabStatus: Sendable {
    let text: String

    init(_ vm: VirtualMachine, _ counters: Counters?) {
        let most = max(vm.maximumMemory, vm.memory)
        let value: JSONValue = [
            "name": .string(vm.name), "state": .integer(Self.number(vm)), "max_memory": .integer(most >> 10),
            "memory": .integer(vm.memory >> 10), "vcpus": .integer(Int64(vm.cpus)),
            "cpu_time": .integer(Int64(clamping: counters?.cpuTime ?? 0)),
        ]
        text = value.text(.compact)
    }

    private static func number(_ vm: VirtualMachine) -> Int64 {
        switch vm.state {
        case .running, .migrating: 1
        case .paused: vm.nativeState.hasPrefix("pmsuspended") ? 7 : 3
        case .stopping: 4
        case .starting, .off, .saved: 5
        case .crashed: 6
        case .unknown: 0
        }
    }
}
