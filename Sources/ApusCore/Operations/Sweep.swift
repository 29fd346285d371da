import ApusModel
import FoundationEssentials
import Logging

/// Settles what a call that outlived its operation left on a host: a volume or machine that appeared after it was undone.
///
/// It only takes away what a failed or cancelled operation of the last day names as its own; nothing else is ever touched.
struct Sweep: Sendable {
    static let horizon: TimeInterval = 86_400

    let estate: Estate
    let context: WorkflowContext
    let ambient: Ambient
    let logger: Logger

    /// Looks at one host. Errors are logged: the next listing looks again.
    func run(on host: UUID) async {
        for operation in leftovers(on: host) {
            do {
                try await clean(operation, host)
            } catch {
                logger.warning(
                    "The rest of an operation could not be taken away",
                    metadata: ["operation": "\(operation.id)", "error": "\(error)"])
            }
        }
    }

    private func leftovers(on host: UUID) -> [ApusModel.Operation] {
        let since = ambient.now().addingTimeInterval(-Self.horizon)
        return estate.operations.rows().filter { operation in
            operation.host == host && ["vm.create", "vm.clone"].contains(operation.kind)
                && (operation.state == .failed || operation.state == .cancelled)
                && operation.finishedAt.map { $0 > since } == true
        }
    }

    private func clean(_ operation: ApusModel.Operation, _ host: UUID) async throws {
        let id = operation.target.id
        let drivers = try await context.drivers(host)
        if try await drivers.machines.owner(of: id) == operation.id {
            try await drivers.machines.powerOff(id)
            try await drivers.machines.remove(id)
            try await context.sshBook?.forget(id)
            try await context.refresh(HostedKey(host: host, id: id))
        }
        guard let storage = drivers.storage, let row = estate.hosts.row(host) else { return }
        // Its disks may lie in any pool.
        let active = estate.pools.rows(in: host).filter { $0.state == .active }.map(\.name)
        let prefix = CreationPlan.volumePrefix(id)
        for pool in Set(active + [try estate.provider(of: row).settings.pool]) {
            for volume in try await storage.volumes(in: pool) where volume.hasPrefix(prefix) {
                try await storage.deleteVolume(volume, in: pool)
            }
        }
    }
}
