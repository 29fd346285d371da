import ApusModel
import FoundationEssentials
import Schema

/// Network cards of machines that Apus made.
extension VirtualMachines {
    /// Gives a machine a network card.
    public func attachNIC(
        _ vm: VirtualMachine, _ request: AttachNIC, _ caller: Caller
    ) async throws -> ApusModel.Operation {
        try requirePluggable(vm)
        let mac = try mac(request.mac, vm)
        var nic = NICAttachment(try source(request, vm), mac: mac)
        nic.model = request.model ?? .virtio
        (nic.filter, nic.linkUp) = (request.filter, request.linkUp ?? true)
        (nic.inbound, nic.outbound) = (request.inbound, request.outbound)
        let workflow = AttachDeviceWorkflow(key: vm.key, device: .nic(nic), images: [])
        return try await change(vm, "vm.attach-nic", workflow, caller, locks: [Lock.mac(vm.host, mac)])
    }

    /// Takes a network card away.
    public func detachNIC(_ vm: VirtualMachine, _ mac: String, _ caller: Caller) async throws -> ApusModel.Operation {
        try requirePluggable(vm)
        let workflow = DetachDeviceWorkflow(
            key: vm.key, device: .nic(mac: try nic(vm, mac).mac.lowercased()), deletesVolume: false)
        return try await change(vm, "vm.detach-nic", workflow, caller)
    }

    /// Plugs a card's cable in or out, into another network, or changes its filter and bandwidth.
    public func changeNIC(
        _ vm: VirtualMachine, _ mac: String, _ request: ChangeNIC, _ caller: Caller
    ) async throws -> ApusModel.Operation {
        try requirePluggable(vm)
        let nic = try nic(vm, mac)
        if let network = request.network { try requireNetwork(network, vm) }
        let workflow = ChangeDeviceWorkflow(
            key: vm.key, device: .nic(mac: nic.mac.lowercased()), changes: [.nic(request)])
        return try await change(vm, "vm.change-nic", workflow, caller)
    }

    private func source(_ request: AttachNIC, _ vm: VirtualMachine) throws -> NICAttachment.Source {
        if let bridge = request.bridge { return .bridge(bridge, openVSwitch: request.openVSwitch ?? false) }
        if let device = request.device { return .device(device, mode: request.mode ?? .bridge) }
        guard let network = request.network else {
            throw CreationPlan.fault("/network", "required", "a network, a bridge or a device")
        }
        try requireNetwork(network, vm)
        return .network(network)
    }

    private func requireNetwork(_ network: String, _ vm: VirtualMachine) throws {
        guard estate.networks.rows(in: vm.host).contains(where: { $0.name == network }) else {
            throw CreationPlan.fault(
                "/network", "network/not-found", "the host \(vm.hostName) has no network \(Echo.quoted(network))")
        }
    }

    private func nic(_ vm: VirtualMachine, _ mac: String) throws -> NIC {
        guard let wanted = NetworkWords.mac(mac), let nic = vm.nics.first(where: { $0.mac.lowercased() == wanted })
        else {
            throw Problem(
                .notFound, "The VM \(Echo.quoted(vm.name)) has no network card \(Echo.quoted(mac)).")
        }
        return nic
    }

    /// The address asked for, or a new one; none that a machine of the host has.
    private func mac(_ asked: String?, _ vm: VirtualMachine) throws -> String {
        var holders: [String: String] = [:]
        for row in estate.machines.rows(in: vm.host) {
            for nic in row.nics { holders[nic.mac.lowercased()] = row.name }
        }
        guard let asked else { return newMAC(holders) }
        guard let mac = NetworkWords.mac(asked) else { throw CreationPlan.fault("/mac", "mac", NetworkWords.macRule) }
        if let holder = holders[mac] {
            throw Problem(.conflict, "The VM \(Echo.quoted(holder)) has the MAC address \(mac) already.")
        }
        return mac
    }

    /// QEMU's own prefix and three random bytes.
    private func newMAC(_ taken: [String: String]) -> String {
        let candidates = (0..<64).lazy.map { _ in
            let bytes = withUnsafeBytes(of: ambient.uuid().uuid) { Array($0.suffix(3)) }
            let parts = bytes.map { $0 < 16 ? "0" + String($0, radix: 16) : String($0, radix: 16) }
            return (["52", "54", "00"] + parts).joined(separator: ":")
        }
        // The host looks again before the card is attached.
        return candidates.first { taken[$0] == nil } ?? "52:54:00:00:00:01"
    }
}
