import ApusModel
import FoundationEssentials
import Inventory

extension StoragePools {
    /// What fills a pool, from the inventory.
    public func usage(of pool: StoragePool) -> PoolUsage {
        var usage = PoolUsage(estate.pools.row(pool.key) ?? pool)
        let volumes = estate.volumes.rows(in: pool.host).filter { $0.poolID == pool.id }
            .sorted { ($1.allocation, $0.name) < ($0.allocation, $1.name) }
        usage.volumes = volumes.count
        for volume in volumes {
            var share = usage.shares[volume.use.rawValue] ?? .init(volumes: 0, allocation: 0)
            share.volumes += 1
            share.allocation = Self.sum(share.allocation, volume.allocation)
            usage.shares[volume.use.rawValue] = share
        }
        usage.largest = volumes.prefix(20).map { .init($0) }
        usage.orphans = volumes.filter { $0.use == .orphan }.prefix(1000).map { .init($0) }
        return usage
    }

    /// The figures come from hosts: a senseless one must not trap.
    private static func sum(_ first: Int64, _ second: Int64) -> Int64 {
        let (sum, overflow) = first.addingReportingOverflow(second)
        return overflow ? .max : sum
    }
}
