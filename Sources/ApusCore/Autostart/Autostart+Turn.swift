import ApusModel
import FoundationEssentials
import Logging

extension VirtualMachine {
    /// Whether Apus starts it when its host has booted.
    var startsInOrder: Bool { autostart && (startOrder ?? 0) > 0 && !template }
}

/// One machine's turn.
extension Autostart {
    /// Starts the machine if it is due, and waits for the end of its start and for its delay.
    /// - Returns: false where it must have its turn again: the host or the store does not answer, or the server ends.
    func turn(_ key: HostedKey, _ record: BootRecord) async -> Bool {
        guard let vm = estate.machines.row(key) else { return true }
        do {
            guard let operation = try await start(vm, record) else { return true }
            guard let end = await operations.settled(operation.id, within: Self.patience), end.state.isSettled,
                !Task.isCancelled
            else { return false }
            guard end.state == .succeeded else {
                warn(vm, end.error?.detail ?? end.state.rawValue)
                return true
            }
            return try await pause(after: vm, record)
        } catch let problem as Problem where problem.status == 503 || problem.status == 507 {
            logger.notice("A start order waits", metadata: ["vm": "\(vm.name)", "reason": "\(problem.detail)"])
            return false
        } catch is CancellationError {
            return false
        } catch {
            warn(vm, Problem.describing(error).detail)
            return true
        }
    }

    /// The start that an earlier run of the server made, or a new one; nil for a machine that is not due.
    private func start(_ vm: VirtualMachine, _ record: BootRecord) async throws -> ApusModel.Operation? {
        let key = IdempotencyKey(
            actor: Self.actor, key: "\(record.id.uuidString)/\(vm.id.uuidString)", requestHash: Self.actor)
        if let earlier = try await operations.existing(under: key) { return earlier }
        guard vm.startsInOrder, !vm.state.isActive, !isInHand(vm, since: record.seenAt) else { return nil }
        let caller = Caller(actor: Principal(name: Self.actor, role: .operator), idempotency: key)
        return try await machines.start(vm, caller)
    }

    /// Whether somebody has started or stopped the machine since: it is theirs.
    private func isInHand(_ vm: VirtualMachine, since: Date) -> Bool {
        estate.operations.rows().contains { operation in
            operation.host == vm.host && operation.target.id == vm.id && operation.createdAt >= since
                && ["vm.start", "vm.restore", "vm.rescue", "vm.stop", "vm.save"].contains(operation.kind)
        }
    }

    /// The last one has nobody who waits for it.
    private func pause(after vm: VirtualMachine, _ record: BootRecord) async throws -> Bool {
        if let delay = vm.startDelay, delay > 0, record.waiting.count > 1 {
            try await ambient.clock.sleep(for: .seconds(delay))
        }
        return true
    }

    private func warn(_ vm: VirtualMachine, _ reason: String) {
        logger.warning(
            "A machine was not started with its host", metadata: ["vm": "\(vm.name)", "reason": "\(reason)"])
    }
}
