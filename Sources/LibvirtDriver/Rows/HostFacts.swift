import ApusModel
import Libvirt
import LibvirtXML

/// What a host quickly says of itself. What a driver does not tell is nil.
struct HostFacts: Sendable {
    var node: NodeInfo?
    var freeMemory: UInt64?
    /// Bytes in the machine, by its memory statistics: the node's own figure misses memory outside of NUMA nodes.
    var totalMemory: UInt64?
    var hypervisor: String
    var hypervisorVersion: LibvirtVersion?
    var libvirtVersion: LibvirtVersion?
}

extension Connection {
    func hostFacts() throws -> HostFacts {
        // The first call tells whether the host answers at all; the others may be missing in a driver.
        HostFacts(
            hypervisor: try driverName(), libvirtVersion: try libvirtVersion()
        ).with { facts in
            facts.node = try? nodeInfo()
            facts.freeMemory = try? freeMemory()
            facts.totalMemory = try? memoryStatistics()["total"]
            facts.hypervisorVersion = try? hypervisorVersion()
        }
    }
}

extension HostFacts {
    fileprivate init(hypervisor: String, libvirtVersion: LibvirtVersion) {
        self.hypervisor = hypervisor
        self.libvirtVersion = libvirtVersion
    }

    fileprivate func with(_ change: (inout Self) -> Void) -> Self {
        var facts = self
        change(&facts)
        return facts
    }

    func fill(_ host: inout Host, capabilities: CapabilitiesBox.State, driver: LibvirtAddress.Driver) {
        host.arch = node?.model ?? ""
        host.cpus = node.map { Int($0.cpus) } ?? 0
        host.memory = Int64(clamping: max(totalMemory ?? 0, node?.memory ?? 0))
        host.memoryFree = freeMemory.map { Int64(clamping: $0) } ?? 0
        host.hypervisor = hypervisor
        host.hypervisorVersion = hypervisorVersion?.description ?? ""
        host.libvirtVersion = libvirtVersion?.description ?? ""
        if case .known(let known) = capabilities { host.cpuModel = known.cpuModel ?? "" }
        host.capabilities = driver.capabilities
        guard driver == .qemu else { return }
        let finding = AcceleratorFinding(capabilities, arch: host.arch)
        host.accelerators = finding.accelerators
        host.warnings = finding.warning.map { [$0] } ?? []
    }
}
