import ApusCore
import FoundationEssentials

extension FakeHost: BootDriver {
    public func boot() async throws -> HostBoot { state.withLock { $0.boot } }

    /// The host goes down with all its machines and comes up again.
    public func reboot(as boot: HostBoot) {
        state.withLock { state in
            state.boot = boot
            for id in Array(state.world.machines.keys) { state.world.machines[id]?.state = .off }
        }
        relist()
    }

    /// Lets a machine start with its host.
    public func autostart(_ id: UUID, order: Int?, delay: Int = 0) {
        state.withLock { $0.world.other["autostart \(id)"] = "\(order ?? 0) \(delay)" }
    }
}
