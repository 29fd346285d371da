import ApusModel
import FoundationEssentials
import Schema

extension VirtualMachines {
    /// Changes a managed machine: live where its guest can, and always in the definition of its next start.
    /// - Throws: a ``Problem`` with every faulty field.
    public func change(
        _ vm: VirtualMachine, _ request: ChangeVirtualMachine, _ caller: Caller
    ) async throws -> ApusModel.Operation {
        try requireChangeable(vm)
        let change = ChangeRules(vm).tidied(request)
        let faults = ChangeRules(vm).faults(change)
        guard faults.isEmpty else { throw Problem(.invalid, "The change has faults.", errors: faults) }
        try await requireRoom(vm, for: change, caller)
        var locks: [String] = []
        if let name = change.name {
            try requireRenamable(vm, to: name)
            locks = [Lock.machineName(name)]
        }
        return try await self.change(
            vm, "vm.change", ChangeVirtualMachineWorkflow(key: vm.key, change: change), caller, locks: locks)
    }

    /// Replaces a managed machine's definition by edited XML.
    /// - Throws: a ``Problem`` `precondition-failed` where another definition was edited, `invalid` with all faults.
    public func redefine(
        _ vm: VirtualMachine, _ request: RedefineVirtualMachine, _ caller: Caller
    ) async throws -> ApusModel.Operation {
        try requireChangeable(vm)
        guard request.base != nil else {
            throw Problem(
                .invalid, "What was edited must be named.",
                errors: [.init(pointer: "/base", code: "required", message: "is missing: the XML as it was read")])
        }
        let definitions = try await operations.context.definitions(vm.host)
        try await DefinitionCheck(request, definitions, vm.id).requireGood()
        return try await change(
            vm, "vm.redefine", RedefineVirtualMachineWorkflow(key: vm.key, request: request), caller)
    }

    /// What replacing the definition would change, and why it would be refused.
    public func review(_ vm: VirtualMachine, _ request: RedefineVirtualMachine) async throws -> DefinitionReview {
        let definitions = try await operations.context.definitions(vm.host)
        return try await DefinitionCheck(request, definitions, vm.id).review()
    }

    /// The machine's XML as its host has it now, without passwords.
    public func xml(of vm: VirtualMachine, inactive: Bool) async throws -> String {
        try await operations.context.definitions(vm.host).xml(of: vm.id, inactive: inactive)
    }

    /// Takes a machine over that others made. One that is managed stays as it is.
    public func adopt(_ vm: VirtualMachine, _ caller: Caller) async throws -> ApusModel.Operation {
        let workflow = AdoptVirtualMachineWorkflow(key: vm.key, actor: caller.actor.name, date: ambient.now())
        return try await change(vm, "vm.adopt", workflow, caller)
    }

    /// Lets a machine go. One that is not managed stays as it is.
    public func release(_ vm: VirtualMachine, _ caller: Caller) async throws -> ApusModel.Operation {
        try await change(vm, "vm.release", ReleaseVirtualMachineWorkflow(key: vm.key), caller)
    }

    func requireChangeable(_ vm: VirtualMachine) throws {
        try requireManaged(vm)
        guard !vm.persistent else { return }
        throw Problem(
            .invalidState,
            "The VM \(Echo.quoted(vm.name)) is transient: it has no definition to change; define it first.")
    }

    private func requireRenamable(_ vm: VirtualMachine, to name: String) throws {
        guard vm.state == .off || vm.state == .crashed || vm.operation != nil else {
            throw Problem(
                .invalidState,
                "The VM \(Echo.quoted(vm.name)) is \(vm.state.rawValue). Stop it to give it another name.")
        }
        let folded = name.lowercased()
        guard !estate.machines.rows().contains(where: { $0.key != vm.key && $0.name.lowercased() == folded }) else {
            throw Problem(.nameTaken, "There is a VM named \(Echo.quoted(name)) already.")
        }
    }
}
