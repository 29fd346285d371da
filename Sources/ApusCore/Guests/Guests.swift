import ApusModel
import FoundationEssentials
import Logging
import Schema

/// What users do inside guests, by their agents. All but the freeze are done when the call returns: an agent cannot be asked
/// later whether it had done something.
public struct Guests: Sendable {
    let estate: Estate
    let operations: Operations
    let drivers: @Sendable (UUID) async throws -> HostDrivers
    let ambient: Ambient
    let logger: Logger

    /// What the guest says. Without an agent the answer is short, and no error.
    public func information(of vm: VirtualMachine) async throws -> GuestInformation {
        guard vm.state.isActive else { return GuestInformation(fault: "The VM does not run.") }
        guard vm.agent != .absent else {
            return GuestInformation(agent: .absent, fault: "The VM has no channel for a guest agent.")
        }
        do {
            var information = try await driver(of: vm).information(of: vm.id)
            information.agent = .connected
            return information
        } catch let error as DriverError where error.code == .agentMissing {
            return GuestInformation(agent: .disconnected, fault: error.message)
        }
    }

    public func setPassword(_ request: SetGuestPassword, in vm: VirtualMachine, _ caller: Caller) async throws {
        audit("Sets a password in a guest", vm, caller, ["user": request.user])
        try await driver(of: vm).setPassword(request.password, of: request.user, in: vm.id)
    }

    public func authorizedKeys(of user: String, in vm: VirtualMachine) async throws -> GuestSSHKeys {
        GuestSSHKeys(user: user, keys: try await driver(of: vm).authorizedKeys(of: user, in: vm.id))
    }

    /// Adds keys, or replaces them all.
    /// - Returns: the keys that then open the account.
    public func authorize(
        _ request: SetGuestSSHKeys, in vm: VirtualMachine, _ caller: Caller
    ) async throws -> GuestSSHKeys {
        audit("Sets SSH keys in a guest", vm, caller, ["user": request.user, "keys": "\(request.keys.count)"])
        let driver = try await driver(of: vm)
        try await driver.authorize(
            request.keys, of: request.user, in: vm.id, replacing: request.replace ?? false)
        return GuestSSHKeys(user: request.user, keys: try await driver.authorizedKeys(of: request.user, in: vm.id))
    }

    public func setTime(_ request: SetGuestTime, in vm: VirtualMachine, _ caller: Caller) async throws {
        audit("Sets the clock of a guest", vm, caller, [:])
        try await driver(of: vm).setTime(request.time, in: vm.id)
    }

    /// Lets a frozen guest go on; a freeze that waits for it is over then.
    public func thaw(_ vm: VirtualMachine, _ caller: Caller) async throws {
        audit("Thaws a guest", vm, caller, [:])
        try await driver(of: vm).thaw(vm.id)
    }

    /// Freezes the guest's file systems until they are thawed, or the limit is over.
    public func freeze(
        _ vm: VirtualMachine, _ request: FreezeGuest, _ caller: Caller
    ) async throws -> ApusModel.Operation {
        _ = try await driver(of: vm)
        let seconds = request.limitSeconds ?? 60
        let workflow = FreezeGuestWorkflow(
            key: vm.key, seconds: seconds, until: ambient.now().addingTimeInterval(Double(seconds)))
        // The machine itself stays free: snapshots and backups are what a freeze is for.
        return try await operations.submit(
            "vm.freeze", of: .init(kind: VirtualMachine.noun, id: vm.id, name: vm.name), on: vm.host, workflow,
            locks: [Lock.guest(vm.key)], caller)
    }

    /// Runs a program in the guest and waits for its end.
    /// - Throws: a ``Problem`` `host-timeout` when it runs longer; it goes on in the guest.
    public func run(
        _ command: GuestCommand, in vm: VirtualMachine, _ caller: Caller
    ) async throws -> GuestCommandResult {
        // Arguments and input may hold secrets.
        audit("Runs a program in a guest", vm, caller, ["command": command.command])
        let driver = try await driver(of: vm)
        let process = try await driver.start(command, in: vm.id)
        let limit = Duration.seconds(command.timeoutSeconds ?? 30)
        let end = ContinuousClock.now.advanced(by: limit)
        var pause = Duration.milliseconds(20)
        while true {
            if let result = try await driver.end(of: process, in: vm.id) { return result }
            guard ContinuousClock.now < end else { break }
            try await Task.sleep(for: min(pause, max(.zero, ContinuousClock.now.duration(to: end))))
            pause = min(pause * 2, .seconds(1))
        }
        throw Problem(
            .hostTimeout,
            "The program still runs in the guest (process \(process)) after \(limit.components.seconds) seconds.")
    }

    private func driver(of vm: VirtualMachine) async throws -> any GuestDriver {
        guard vm.state.isActive else {
            throw Problem(.invalidState, "The VM \(Echo.quoted(vm.name)) is \(vm.state.rawValue); start it first.")
        }
        guard let driver = try await drivers(vm.host).guests else {
            throw Problem(.agentMissing, "Guests on the host \(Echo.quoted(vm.hostName)) have no agent.")
        }
        guard vm.agent != .absent else {
            throw Problem(.agentMissing, "The VM \(Echo.quoted(vm.name)) has no channel for a guest agent.")
        }
        return driver
    }

    private func audit(
        _ words: Logger.Message, _ vm: VirtualMachine, _ caller: Caller, _ more: [String: String]
    ) {
        var metadata: Logger.Metadata = ["vm": "\(vm.id)", "actor": "\(caller.actor.name)"]
        for (key, value) in more { metadata[key] = "\(Echo.quoted(value))" }
        logger.notice(words, metadata: metadata)
    }
}

extension Lock {
    /// The guest inside a machine, apart from the machine itself.
    static func guest(_ key: HostedKey) -> String { "guest:\(key.host.uuidString)/\(key.id.uuidString)" }
}
