import CLibvirt

extension Connection {
    /// An interface of the host as libvirt tells it.
    public struct InterfaceSummary: Hashable, Sendable {
        /// `<interface>`, or `<device>` where only node devices are told.
        public var xml: String
        /// nil where it is not told.
        public var isActive: Bool?
        /// nil where only the XML tells it.
        public var mac: String?
    }

    /// The host's interfaces (`virConnectListAllInterfaces`), which needs netcf or udev in the daemon. Throws `.noSupport` without.
    public func listInterfaces() throws -> [InterfaceSummary] {
        let summaries = try unsafe collect("virConnectListAllInterfaces") {
            unsafe virConnectListAllInterfaces(pointer, $0, 0)
        } free: {
            _ = unsafe virInterfaceFree($0)
        } _: { handle -> InterfaceSummary? in
            defer { _ = unsafe virInterfaceFree(handle) }
            // One that vanished between the list and this must not hide the others.
            guard let xml = try? unsafe take(virInterfaceGetXMLDesc(handle, 0), "virInterfaceGetXMLDesc") else {
                return nil
            }
            // Bridges have none in their XML.
            let mac = try? unsafe copy(virInterfaceGetMACString(handle), "virInterfaceGetMACString")
            return unsafe InterfaceSummary(xml: xml, isActive: virInterfaceIsActive(handle) == 1, mac: mac)
        }
        return summaries.compactMap(\.self)
    }

    /// The host's network cards as node devices: less is told of each, by more hosts.
    public func listNetworkDevices() throws -> [InterfaceSummary] {
        let flags = VIR_CONNECT_LIST_NODE_DEVICES_CAP_NET.rawValue
        let summaries = try unsafe collect("virConnectListAllNodeDevices") {
            unsafe virConnectListAllNodeDevices(pointer, $0, flags)
        } free: {
            _ = unsafe virNodeDeviceFree($0)
        } _: { handle -> InterfaceSummary? in
            defer { _ = unsafe virNodeDeviceFree(handle) }
            let xml = try? unsafe take(virNodeDeviceGetXMLDesc(handle, 0), "virNodeDeviceGetXMLDesc")
            return xml.map { InterfaceSummary(xml: $0, isActive: nil, mac: nil) }
        }
        return summaries.compactMap(\.self)
    }
}
