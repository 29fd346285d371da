import ApusModel
import FoundationEssentials
import Schema

/// What all changes of a machine's devices have in common, and devices of the host.
extension VirtualMachines {
    /// Gives a machine a USB or PCI device of its host.
    public func attachHostDevice(
        _ vm: VirtualMachine, _ request: AttachHostDevice, _ caller: Caller
    ) async throws -> ApusModel.Operation {
        try requirePluggable(vm)
        let address = try Self.address(request)
        if vm.hostDevices.contains(where: { $0.address == address.description }) {
            throw Problem(.conflict, "The VM \(Echo.quoted(vm.name)) has the device \(address) already.")
        }
        let workflow = AttachDeviceWorkflow(key: vm.key, device: .hostDevice(address), images: [])
        return try await change(
            vm, "vm.attach-device", workflow, caller, locks: [Lock.hostDevice(vm.host, address)])
    }

    /// Takes a device of the host from a machine, named by its address or libvirt's alias.
    public func detachHostDevice(
        _ vm: VirtualMachine, _ name: String, _ caller: Caller
    ) async throws -> ApusModel.Operation {
        try requirePluggable(vm)
        guard let device = vm.hostDevices.first(where: { $0.address == name || $0.alias == name }),
            let address = HostDeviceAddress(device.address)
        else {
            throw Problem(
                .notFound, "The VM \(Echo.quoted(vm.name)) has no device of its host named \(Echo.quoted(name)).")
        }
        let workflow = DetachDeviceWorkflow(key: vm.key, device: .hostDevice(address), deletesVolume: false)
        return try await change(vm, "vm.detach-device", workflow, caller)
    }

    private static func address(_ request: AttachHostDevice) throws -> HostDeviceAddress {
        if let pci = request.pci {
            guard let address = HostDeviceAddress(pci), case .pci = address else {
                throw CreationPlan.fault("/pci", "address", "must be an address such as 0000:03:00.0")
            }
            return address
        }
        let usb = request.usb
        if let vendor = usb?.vendor, let product = usb?.product {
            guard let address = HostDeviceAddress("\(vendor):\(product)"), case .usb = address else {
                throw CreationPlan.fault("/usb", "address", "has four hexadecimal digits for vendor and for product")
            }
            return address
        }
        guard let bus = usb?.bus, let device = usb?.device else {
            throw CreationPlan.fault("/usb", "address", "has vendor and product, or bus and device")
        }
        return .usbPort(bus: bus, device: device)
    }

    /// - Throws: a ``Problem`` for machines that Apus did not make, and while another tool moves or ends it.
    func requirePluggable(_ vm: VirtualMachine) throws {
        try requireCapability(of: "vm.attach-device", vm)
        try requireChangeable(vm)
        guard vm.state != .migrating else {
            throw Problem(.invalidState, "The VM \(Echo.quoted(vm.name)) is moving to another host.")
        }
        guard vm.state != .saved else {
            throw Problem(
                .invalidState, "The VM \(Echo.quoted(vm.name)) is saved with the devices it has; start it first.")
        }
    }

    func disk(_ vm: VirtualMachine, _ target: String) throws -> ApusModel.Disk {
        guard let disk = vm.disks.first(where: { $0.target == target }) else {
            throw Problem(
                .notFound, "The VM \(Echo.quoted(vm.name)) has no disk \(Echo.quoted(target)).")
        }
        return disk
    }

    static func volume(_ text: String) throws -> DiskAttachment.Source {
        guard let (pool, name) = DeviceText.volume(text) else {
            throw CreationPlan.fault("/volume", "path/outside-pool", DeviceText.volumeRule)
        }
        return .volume(pool: pool, name: name)
    }
}

extension Lock {
    static func volume(_ host: UUID, _ pool: String, _ name: String) -> String {
        "volume:\(host.uuidString)/\(pool)/\(name)"
    }
    static func mac(_ host: UUID, _ mac: String) -> String { "mac:\(host.uuidString)/\(mac)" }
    static func hostDevice(_ host: UUID, _ address: HostDeviceAddress) -> String {
        "device:\(host.uuidString)/\(address)"
    }
}

extension Array where Element: Referable {
    /// A reference in a body that leads nowhere is a fault of the body, not of the path.
    func resolve(_ reference: String, at pointer: String) throws -> Element {
        do {
            return try resolve(reference)
        } catch let problem as Problem {
            throw CreationPlan.fault(pointer, problem.code, problem.detail)
        }
    }
}
