import ApusModel
import FoundationEssentials
import Logging
import Schema

extension Terminals {
    /// An ssh terminal in a VM, or a command there.
    /// - Throws: ``DriverError`` with a reason for people; its first words say what.
    func ssh(
        _ vm: VirtualMachine, _ user: String?, _ size: TerminalSize, command: String?, hasTerminal: Bool
    ) async throws -> LiveStream {
        var destination = try destination(vm, user)
        (destination.command, destination.hasTerminal) = (command, hasTerminal)
        do {
            return try await tools().ssh(destination, size)
        } catch let refusal as SSHRefusal {
            if case .hostKeyChanged(let fingerprint) = refusal { await keep(refused: fingerprint, vm) }
            throw refusal.error(at: destination)
        }
    }

    func destination(_ vm: VirtualMachine, _ user: String?) throws -> SSHDestination {
        guard vm.state.isActive else {
            throw DriverError(.invalidState, "The VM \(Echo.quoted(vm.name)) is \(vm.state.rawValue); start it first.")
        }
        let access = access(to: vm)
        guard let known = access.address else {
            throw DriverError(
                .invalidState,
                "no address is known yet: the guest has no lease and no agent that tells one. Use its console.")
        }
        let name = user ?? access.user
        guard SSHAddress.isUser(name), let address = SSHAddress(host: known, port: access.port) else {
            throw Problem(.invalid, "The user's name may have letters, digits and . _ - only.")
        }
        return SSHDestination(
            address: address, user: name, trust: .pinned(vm.id), key: access.settings.key,
            takesPassword: access.settings.password ?? false, jump: jump(to: vm, access.settings))
    }

    /// How a terminal in a VM would be opened, as far as it is known without a call.
    func access(to vm: VirtualMachine) -> VirtualMachineSSHAccess {
        let record = book[vm.id]
        let (user, source) = user(of: vm, record)
        var access = VirtualMachineSSHAccess(
            settings: record.settings, user: user, userSource: source, port: record.settings.port ?? 22)
        access.address = vm.reachableAddress
        access.jump = jump(to: vm, record.settings)?.description
        (access.refusedHostKey, access.refusedAt) = (record.refusedHostKey, record.refusedAt)
        return access
    }

    private func user(of vm: VirtualMachine, _ record: SSHRecord) -> (String, SSHUserSource) {
        if let user = record.settings.user { return (user, .settings) }
        if let user = record.madeUser { return (user, .cloudInit) }
        let image = vm.image.flatMap { name in estate.images.rows().first { $0.name == name }?.sshUser }
        return image.map { ($0, .image) } ?? (settings.user, .configuration)
    }

    /// Through the host where only the host has a way: on networks of its own that it does not show to others.
    private func jump(to vm: VirtualMachine, _ settings: VirtualMachineSSH) -> SSHAddress? {
        guard settings.jump != false, let host = estate.hosts.row(vm.host),
            let provider = estate.providers.row(host.provider),
            let address = SSHAddress(ofProvider: provider.address)
        else { return nil }
        let own = estate.networks.rows(in: vm.host).filter { ["nat", "isolated"].contains($0.forward) }.map(\.name)
        let isPrivate = vm.nics.contains { $0.type == "network" && own.contains($0.source ?? "") }
        return settings.jump == true || isPrivate ? address : nil
    }

    private func keep(refused fingerprint: String?, _ vm: VirtualMachine) async {
        let now = ambient.now()
        logger.warning(
            "A VM showed another ssh host key than the one pinned at first sight",
            metadata: ["vm": "\(vm.name)", "shown": "\(fingerprint ?? "unknown")"])
        try? await book.change(vm.id) { record in
            (record.refusedHostKey, record.refusedAt) = (fingerprint ?? "unknown", now)
        }
    }
}

// MARK: Settings

extension Terminals {
    /// How a terminal in a VM would be opened now, with the host keys that are pinned.
    public func ssh(of vm: VirtualMachine) async throws -> VirtualMachineSSHAccess {
        var access = access(to: vm)
        access.hostKeys = try await programs?.hostKeys(of: vm.id) ?? []
        return access
    }

    public func set(_ settings: VirtualMachineSSH, of vm: VirtualMachine) async throws -> VirtualMachineSSHAccess {
        if let key = settings.key, try !tools().hasKey(key) {
            let words = "the server's folder of keys (terminals.ssh.keys) has no private key of this name"
            throw Problem(
                .invalid, "There is no such key.", errors: [.init(pointer: "/key", code: "unknown", message: words)])
        }
        try await book.change(vm.id) { $0.settings = settings }
        return try await ssh(of: vm)
    }

    /// Takes the next host key that the VM shows, whichever it is.
    public func forgetHostKeys(of vm: VirtualMachine, _ caller: Caller) async throws {
        let known = try await tools().hostKeys(of: vm.id)
        try await tools().forgetHostKeys(of: vm.id)
        let refused = book[vm.id].refusedHostKey
        logger.notice(
            "The pinned ssh host keys of a VM were forgotten",
            metadata: [
                "vm": "\(vm.name)", "by": "\(caller.actor.name)", "pinned": "\(known.joined(separator: " "))",
                "refused": "\(refused ?? "none")",
            ])
        if refused != nil { try await book.change(vm.id) { ($0.refusedHostKey, $0.refusedAt) = (nil, nil) } }
    }

    /// What new machines get their key from.
    static func ownKey(_ programs: (any TerminalPrograms)?) -> (@Sendable () async throws -> String)? {
        guard let programs else { return nil }
        return { try await programs.publicKey() }
    }

    /// The public half of Apus's own key.
    public func publicKey() async throws -> ServerSSHKey {
        do {
            return ServerSSHKey(publicKey: try await tools().publicKey())
        } catch let refusal as SSHRefusal {
            throw DriverError(.failed, refusal.words)
        }
    }
}
