import ApusModel
import FoundationEssentials
import Schema

extension CreationPlan {
    static func checkNICs(_ request: CreateVirtualMachine, _ estate: Estate) throws {
        var macs: Set<String> = []
        for (index, nic) in (request.nics ?? []).enumerated() {
            guard let mac = nic.mac?.lowercased() else { continue }
            let pointer = "/nics/\(index)/mac"
            guard macs.insert(mac).inserted else { throw fault(pointer, "duplicate", "stands twice in this request") }
            if let owner = estate.machines.rows().first(where: { $0.nics.contains { $0.mac.lowercased() == mac } }) {
                throw fault(pointer, "mac/in-use", "is an address of the VM \(Echo.quoted(owner.name))")
            }
        }
    }

    /// How many interfaces it gets.
    var nicCount: Int { request.nics?.count ?? 1 }

    /// The interfaces; those without an own wish join `network`.
    func nics(_ id: UUID, network: String) -> [MachineDefinition.NIC] {
        let wishes = request.nics ?? [.init(network: network)]
        let first = firstPlace
        return wishes.enumerated().map { index, wish in
            var nic = MachineDefinition.NIC(source(wish, network), mac: wish.mac?.lowercased() ?? Self.mac(id, index))
            nic.model = wish.model ?? (hardware.os == .windows ? "e1000e" : "virtio")
            nic.filter = wish.filter
            nic.linkUp = wish.linkUp ?? true
            nic.bootOrder = first.map { $0 + index }
            return nic
        }
    }

    /// The networks of the host that it joins, with the fields that say so.
    func networks(_ standard: String) -> [(pointer: String, name: String)] {
        guard let wishes = request.nics else { return [("/network", request.network ?? standard)] }
        return wishes.enumerated().compactMap { index, wish in
            guard wish.bridge == nil, wish.device == nil else { return nil }
            return ("/nics/\(index)/network", wish.network ?? request.network ?? standard)
        }
    }

    private func source(_ wish: CreateVirtualMachine.NIC, _ network: String) -> MachineDefinition.NIC.Source {
        if let bridge = wish.bridge { return .bridge(bridge, openVSwitch: wish.openVSwitch ?? false) }
        if let device = wish.device { return .device(device, mode: wish.mode ?? .bridge) }
        return .network(wish.network ?? network)
    }

    /// The boot place of the first interface; nil where none is booted from.
    private var firstPlace: Int? {
        guard let index = bootOrder.firstIndex(of: .network) else { return nil }
        return bootOrder[..<index].reduce(1) { place, kind in
            place + (kind == .disk ? disks.count : request.iso == nil ? 0 : 1)
        }
    }

    /// QEMU's own prefix and three bytes of the machine's random id, counted on for each interface.
    static func mac(_ id: UUID, _ index: Int) -> String {
        var bytes = withUnsafeBytes(of: id.uuid) { Array($0.suffix(3)) }
        bytes[0] = bytes[0] &+ UInt8(truncatingIfNeeded: index)
        return (["52", "54", "00"] + bytes.map { $0 < 16 ? "0" + String($0, radix: 16) : String($0, radix: 16) })
            .joined(separator: ":")
    }
}
