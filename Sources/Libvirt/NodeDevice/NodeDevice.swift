import CLibvirt

/// A device of the host; freed at the end of its scope.
/// Source: <https://libvirt.org/html/libvirt-libvirt-nodedev.html>.
@safe public struct NodeDevice: ~Copyable {
    let pointer: OpaquePointer

    init(owning pointer: OpaquePointer) {
        unsafe self.pointer = pointer
    }

    deinit {
        _ = unsafe virNodeDeviceFree(pointer)
    }

    /// The name, such as `pci_0000_03_00_0`; no round trip.
    public func name() throws(LibvirtError) -> String {
        try unsafe copy(virNodeDeviceGetName(pointer), "virNodeDeviceGetName")
    }

    /// The description as XML (<https://libvirt.org/formatnode.html>).
    public func xml() throws(LibvirtError) -> String {
        try unsafe take(virNodeDeviceGetXMLDesc(pointer, 0), "virNodeDeviceGetXMLDesc")
    }
}

extension Connection {
    /// Which devices are listed (`virConnectListAllNodeDeviceFlags`); none is all.
    public struct NodeDeviceFilter: OptionSet, Hashable, Sendable {
        public let rawValue: UInt32
        public init(rawValue: UInt32) { self.rawValue = rawValue }
        public static let pci = Self(rawValue: VIR_CONNECT_LIST_NODE_DEVICES_CAP_PCI_DEV.rawValue)
        public static let usb = Self(rawValue: VIR_CONNECT_LIST_NODE_DEVICES_CAP_USB_DEV.rawValue)
    }

    /// Hands each device of the host to `body`.
    public func listNodeDevices<Element>(
        _ filter: NodeDeviceFilter = [], _ body: (borrowing NodeDevice) throws -> Element
    ) throws -> [Element] {
        try unsafe collect("virConnectListAllNodeDevices") {
            unsafe virConnectListAllNodeDevices(pointer, $0, filter.rawValue)
        } free: {
            _ = unsafe virNodeDeviceFree($0)
        } _: {
            let device = unsafe NodeDevice(owning: $0)
            return try body(device)
        }
    }
}
