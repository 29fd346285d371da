import ApusCore
import ApusModel
import FoundationEssentials
import Schema

/// Physical machines: the hosts of the providers, as the inventory has them.
extension Course {
    func hosts() async -> JSONValue {
        ["pmids": .array(await providers().map { .integer($0.number) })]
    }

    func machines(_ given: CourseParameters) async throws -> JSONValue {
        let host = try await host(given).host
        var numbers: [Int64] = []
        for vm in core.estate.machines.rows(in: host.id) where vm.isThere {
            numbers.append(try await core.courseBook.number(of: vm.id))
        }
        return ["vmids": .array(numbers.sorted().map { .integer($0) })]
    }

    func queryHost(_ given: CourseParameters) async throws -> JSONValue {
        let (number, host) = try await host(given)
        let disk = disk(of: host)
        let running = core.estate.machines.rows(in: host.id).filter { $0.isThere && $0.state.isActive }
        return [
            "pmid": .integer(number),
            "capacity": Self.sizes(Int64(host.cpus), memory: host.memory, disk: disk.capacity),
            "free": Self.sizes(
                Int64(host.cpus - min(host.cpus, max(0, host.cpusAllocated))),
                memory: host.memory - min(host.memory, max(0, host.memoryAllocated)), disk: disk.free),
            "vms": .integer(Int64(running.count)),
        ]
    }

    /// RAM in MiB and disk in GiB, as the document has them.
    private static func sizes(_ cpus: Int64, memory: Int64, disk: Int64) -> JSONValue {
        ["cpu": .integer(cpus), "ram": .integer(max(0, memory) >> 20), "disk": .integer(max(0, disk) >> 30)]
    }

    /// The host that `pmid` names; its rows may be old, but it was seen.
    private func host(_ given: CourseParameters) async throws -> (number: Int64, host: Host) {
        let number = try given.number("pmid")
        guard let provider = await providers().first(where: { $0.number == number })?.provider else {
            throw CourseRefusal("there is no pm \(number)")
        }
        guard let host = core.estate.hosts.rows().first(where: { $0.provider == provider.id }) else {
            throw CourseRefusal("the pm \(number) (\(provider.name)) was never reached")
        }
        return (number, host)
    }

    /// The pool that new disks of a host go to.
    func pool(of host: Host) -> StoragePool? {
        guard let provider = core.estate.providers.row(host.provider) else { return nil }
        return core.estate.pools.rows(in: host.id).first { $0.name == provider.settings.pool }
    }

    /// What is free is what is there, less what guests may still come to take of their thin disks.
    private func disk(of host: Host) -> (capacity: Int64, free: Int64) {
        guard let pool = pool(of: host) else { return (0, 0) }
        let volumes = core.estate.volumes.rows(in: host.id).filter { $0.poolID == pool.id }
        let free = volumes.reduce(pool.available) { free, volume in
            let open = max(0, volume.capacity.subtractingReportingOverflow(volume.allocation).partialValue)
            return free > open ? free - open : 0
        }
        return (pool.capacity, free)
    }
}

extension VirtualMachine {
    /// Whether its host has it: one in creation is not there yet.
    var isThere: Bool { nativeState != "creating" }

    /// The name that was asked for; that of machines others made is their own.
    var askedName: String { managed ? title ?? name : name }
}
