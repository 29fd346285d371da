import CLibvirt
import FoundationEssentials

extension Connection {
    /// Which networks are listed (`virConnectListAllNetworksFlags`); none is all.
    public struct NetworkFilter: OptionSet, Hashable, Sendable {
        public let rawValue: UInt32
        public init(rawValue: UInt32) { self.rawValue = rawValue }
        public static let inactive = Self(rawValue: VIR_CONNECT_LIST_NETWORKS_INACTIVE.rawValue)
        public static let active = Self(rawValue: VIR_CONNECT_LIST_NETWORKS_ACTIVE.rawValue)
    }

    /// Identity and name of each network, in one call.
    public func listNetworks(_ filter: NetworkFilter = []) throws -> [NamedSummary] {
        try listNetworks(filter) { network in NamedSummary(uuid: try network.uuid(), name: try network.name()) }
    }

    /// Hands each network to `body`.
    public func listNetworks<Element>(
        _ filter: NetworkFilter = [], _ body: (borrowing Network) throws -> Element
    ) throws -> [Element] {
        try unsafe collect("virConnectListAllNetworks") {
            unsafe virConnectListAllNetworks(pointer, $0, filter.rawValue)
        } free: {
            _ = unsafe virNetworkFree($0)
        } _: {
            let network = unsafe Network(owning: $0)
            return try body(network)
        }
    }

    /// The network of an identity. Throws `.noNetwork`.
    public func network(_ uuid: UUID) throws(LibvirtError) -> Network {
        try unsafe Network(
            owning: lookUp(uuid, "virNetworkLookupByUUID") { unsafe virNetworkLookupByUUID(pointer, $0) })
    }

    /// The network of a name. Throws `.noNetwork`.
    public func network(named name: String) throws(LibvirtError) -> Network {
        let call = "virNetworkLookupByName"
        return try unsafe Network(owning: check(virNetworkLookupByName(pointer, whole(name, call)), call))
    }

    /// Makes or replaces a definition.
    public func defineNetwork(_ xml: String) throws(LibvirtError) -> Network {
        let call = "virNetworkDefineXML"
        return try unsafe Network(owning: check(virNetworkDefineXML(pointer, whole(xml, call)), call))
    }

    /// Starts a transient network.
    public func createNetwork(_ xml: String) throws(LibvirtError) -> Network {
        let call = "virNetworkCreateXML"
        return try unsafe Network(owning: check(virNetworkCreateXML(pointer, whole(xml, call)), call))
    }
}
