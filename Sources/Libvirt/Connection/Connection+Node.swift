import CLibvirt

/// The host's processors and memory (`virNodeInfo`).
public struct NodeInfo: Hashable, Sendable {
    /// The processor architecture, such as `x86_64`.
    public var model: String
    /// Bytes.
    public var memory: UInt64
    /// Active logical processors.
    public var cpus: UInt32
    /// 0 where unknown.
    public var megahertz: UInt32
    public var numaNodes: UInt32
    /// Per NUMA node.
    public var socketsPerNode: UInt32
    public var coresPerSocket: UInt32
    public var threadsPerCore: UInt32
}

extension Connection {
    /// The host's processors and memory.
    public func nodeInfo() throws(LibvirtError) -> NodeInfo {
        var info = virNodeInfo()
        try unsafe check(virNodeGetInfo(pointer, &info), "virNodeGetInfo")
        return NodeInfo(
            model: text(ofField: info.model), memory: bytes(kibibytes: UInt64(info.memory)), cpus: info.cpus,
            megahertz: info.mhz, numaNodes: info.nodes, socketsPerNode: info.sockets, coresPerSocket: info.cores,
            threadsPerCore: info.threads)
    }

    /// Free memory in bytes.
    public func freeMemory() throws(LibvirtError) -> UInt64 {
        let free = unsafe virNodeGetFreeMemory(pointer)
        guard free > 0 else { throw .last("virNodeGetFreeMemory") }
        return UInt64(free)
    }

    /// Processor time of the whole host in nanoseconds by kind: `kernel`, `user`, `idle`, `iowait`, `utilization`.
    public func cpuStatistics() throws(LibvirtError) -> [String: UInt64] {
        let call = "virNodeGetCPUStats"
        var count: Int32 = 0
        try unsafe check(virNodeGetCPUStats(pointer, VIR_NODE_CPU_STATS_ALL_CPUS.rawValue, nil, &count, 0), call)
        guard count > 0 else { return [:] }
        var values = [virNodeCPUStats](repeating: virNodeCPUStats(), count: Int(count))
        try unsafe check(
            virNodeGetCPUStats(pointer, VIR_NODE_CPU_STATS_ALL_CPUS.rawValue, &values, &count, 0), call)
        return Dictionary(values.prefix(Int(count)).map { (text(ofField: $0.field), UInt64($0.value)) }) { $1 }
    }

    /// Memory of the whole host in bytes by kind: `total`, `free`, `buffers`, `cached`.
    public func memoryStatistics() throws(LibvirtError) -> [String: UInt64] {
        let call = "virNodeGetMemoryStats"
        var count: Int32 = 0
        try unsafe check(virNodeGetMemoryStats(pointer, VIR_NODE_MEMORY_STATS_ALL_CELLS.rawValue, nil, &count, 0), call)
        guard count > 0 else { return [:] }
        var values = [virNodeMemoryStats](repeating: virNodeMemoryStats(), count: Int(count))
        try unsafe check(
            virNodeGetMemoryStats(pointer, VIR_NODE_MEMORY_STATS_ALL_CELLS.rawValue, &values, &count, 0), call)
        return Dictionary(
            values.prefix(Int(count)).map { (text(ofField: $0.field), bytes(kibibytes: UInt64($0.value))) }
        ) { $1 }
    }
}

/// libvirt's KiB in bytes; a number beyond the range stays at its end.
func bytes(kibibytes: UInt64) -> UInt64 {
    let (bytes, overflow) = kibibytes.multipliedReportingOverflow(by: 1024)
    return overflow ? .max : bytes
}
