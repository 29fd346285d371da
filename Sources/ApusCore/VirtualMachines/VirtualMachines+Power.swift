import ApusModel
import FoundationEssentials
import Schema

/// The power verbs, allowed on every machine. One that is satisfied already succeeds; one that the state does not allow says
/// what to do first.
extension VirtualMachines {
    /// Pauses a running machine.
    public func suspend(_ vm: VirtualMachine, _ caller: Caller) async throws -> ApusModel.Operation {
        try requireCapability(of: "vm.suspend", vm)
        try require(vm, [.running, .paused], "Start it first.")
        return try await change(vm, "vm.suspend", SuspendVirtualMachineWorkflow(key: vm.key), caller)
    }

    /// Lets a paused machine run on.
    public func resume(_ vm: VirtualMachine, _ caller: Caller) async throws -> ApusModel.Operation {
        try require(vm, [.paused, .running], vm.state == .saved ? "Restore it instead." : "Start it first.")
        return try await change(vm, "vm.resume", ResumeVirtualMachineWorkflow(key: vm.key), caller)
    }

    /// Resets a machine that is on.
    public func reset(_ vm: VirtualMachine, _ caller: Caller) async throws -> ApusModel.Operation {
        try requireCapability(of: "vm.reset", vm)
        try require(vm, [.running, .paused], "Start it first.")
        return try await change(vm, "vm.reset", ResetVirtualMachineWorkflow(key: vm.key), caller)
    }

    /// Asks the guest to reboot.
    public func reboot(
        _ vm: VirtualMachine, _ request: RebootVirtualMachine, _ caller: Caller
    ) async throws -> ApusModel.Operation {
        try requireCapability(of: "vm.reboot", vm)
        try require(vm, [.running], vm.state == .paused ? "Resume it first." : "Start it first.")
        let workflow = RebootVirtualMachineWorkflow(
            key: vm.key, graceSeconds: request.graceSeconds ?? 60, force: request.force ?? false)
        return try await change(vm, "vm.reboot", workflow, caller)
    }

    /// Saves the memory to the host's disk and stops the machine.
    public func save(_ vm: VirtualMachine, _ caller: Caller) async throws -> ApusModel.Operation {
        try requireCapability(of: "vm.save", vm)
        try require(vm, [.running, .paused, .saved], "Start it first.")
        guard vm.persistent else {
            throw Problem(
                .invalidState,
                "The VM \(Echo.quoted(vm.name)) is transient, so nothing would be left to restore; define it first.")
        }
        return try await change(vm, "vm.save", SaveVirtualMachineWorkflow(key: vm.key), caller)
    }

    /// Starts a saved machine where it was saved.
    public func restore(_ vm: VirtualMachine, _ caller: Caller) async throws -> ApusModel.Operation {
        try require(vm, [.saved, .running, .paused], "It has no saved state: start it.")
        if vm.state == .saved { try requireStartable(vm) }
        return try await change(vm, "vm.restore", StartVirtualMachineWorkflow(key: vm.key), caller)
    }

    /// Forgets the saved memory.
    public func discardSavedState(_ vm: VirtualMachine, _ caller: Caller) async throws -> ApusModel.Operation {
        try await change(vm, "vm.discard-saved-state", DiscardSavedStateWorkflow(key: vm.key), caller)
    }

    /// - Throws: a ``Problem`` `conflict` for a machine whose start is protected.
    func requireStartable(_ vm: VirtualMachine) throws {
        guard vm.startProtection else { return }
        throw Problem(
            .conflict,
            "The VM \(Echo.quoted(vm.name)) is protected from being started; lift it with startProtection: false.")
    }

    /// A machine that an operation changes is left to the lock, which names that operation.
    private func require(_ vm: VirtualMachine, _ states: [VirtualMachineState], _ next: String) throws {
        guard vm.operation == nil, !states.contains(vm.state) else { return }
        throw Problem(.invalidState, "The VM \(Echo.quoted(vm.name)) is \(vm.state.rawValue). \(next)")
    }
}
