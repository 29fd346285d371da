import ApusModel
import Schema

extension Host {
    /// Whether it is known that the host's driver cannot do this.
    func lacks(_ capability: HostCapability) -> Bool { !capabilities.isEmpty && !capabilities.contains(capability) }
}

extension HostCapability {
    /// What a kind of operation needs of the machine's host.
    init?(kind: String) {
        switch kind {
        case "vm.start", "vm.restore": self = .start
        case "vm.stop": self = .stop
        case "vm.suspend", "vm.resume": self = .suspend
        case "vm.reboot": self = .reboot
        case "vm.reset": self = .reset
        case "vm.save", "vm.discard-saved-state": self = .save
        case "vm.change", "vm.redefine", "vm.adopt", "vm.release": self = .change
        case "vm.attach-disk", "vm.detach-disk", "vm.change-disk", "vm.insert-media", "vm.eject-media", "vm.attach-nic",
            "vm.detach-nic", "vm.change-nic", "vm.attach-device", "vm.detach-device":
            self = .devices
        case "vm.delete": self = .delete
        case "vm.clone": self = .create
        case "vm.migrate": self = .migrate
        case "vm.snapshot", "vm.snapshot-revert", "vm.snapshot-delete": self = .snapshots
        case "vm.template", "vm.untemplate", "vm.rescue": self = .templates
        case "vm.export": self = .export
        default: return nil
        }
    }
}

extension VirtualMachines {
    /// - Throws: a ``Problem`` `invalid` where the host's driver cannot do what is asked, before it is tried.
    func requireCapability(of kind: String, _ vm: VirtualMachine) throws {
        guard let capability = HostCapability(kind: kind), let host = estate.hosts.row(vm.host), host.lacks(capability)
        else { return }
        let verb = kind.split(separator: ".").last.map(String.init) ?? kind
        let offered = host.capabilities.map(\.rawValue).joined(separator: ", ")
        let words =
            "The driver of the host \(Echo.quoted(host.name)) (\(host.hypervisor)) cannot \(verb) the VM "
            + "\(Echo.quoted(vm.name)); what Apus can do there: \(offered)."
        throw Problem(.invalid, words, errors: [.init(pointer: "", code: "capability", message: words)])
    }
}
