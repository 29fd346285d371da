import CLibvirt
import Glibc

/// A network interface of a guest with its addresses.
public struct DomainInterface: Hashable, Sendable {
    /// The name inside the guest (agent) or on the host.
    public var name: String
    public var mac: String?
    public var addresses: [InterfaceAddress]
}

/// An address of an interface.
public struct InterfaceAddress: Hashable, Sendable {
    public enum Family: Hashable, Sendable { case ipv4, ipv6 }
    public var family: Family
    public var address: String
    /// Bits of the network.
    public var prefix: UInt32
}

extension Domain {
    /// Where addresses are read (`virDomainInterfaceAddressesSource`).
    public struct AddressSource: OpenEnumeration {
        public var rawValue: Int32
        public init(rawValue: Int32) { self.rawValue = rawValue }
        /// libvirt's own DHCP server.
        public static let lease = Self(rawValue: 0)
        /// The guest agent.
        public static let agent = Self(rawValue: 1)
        /// The host's neighbour table.
        public static let arp = Self(rawValue: 2)
    }

    /// The guest's interfaces. The agent's answer comes from the guest: treat it as hostile input.
    /// Throws `.agentUnresponsive` where an agent is asked for and absent.
    public func interfaceAddresses(_ source: AddressSource) throws(LibvirtError) -> [DomainInterface] {
        let call = "virDomainInterfaceAddresses"
        var list: UnsafeMutablePointer<virDomainInterfacePtr?>?
        let count = try unsafe check(
            virDomainInterfaceAddresses(pointer, &list, UInt32(bitPattern: source.rawValue), 0), call)
        defer { unsafe free(list) }
        var interfaces: [DomainInterface] = []
        for index in 0..<Int(count) {
            guard let entry = unsafe list?[index] else { continue }
            unsafe interfaces.append(DomainInterface(copying: entry.pointee))
            unsafe virDomainInterfaceFree(entry)
        }
        return interfaces
    }

    /// Limits how long the guest agent may take to answer, in seconds; the default has no limit.
    public func setAgentResponseTimeout(seconds: Int32) throws(LibvirtError) {
        try unsafe check(virDomainAgentSetResponseTimeout(pointer, seconds, 0), "virDomainAgentSetResponseTimeout")
    }
}

extension DomainInterface {
    fileprivate init(copying interface: virDomainInterface) {
        name = unsafe interface.name.map { unsafe String(cString: $0) } ?? ""
        mac = unsafe interface.hwaddr.map { unsafe String(cString: $0) }
        let list = unsafe UnsafeBufferPointer(start: interface.addrs, count: Int(interface.naddrs))
        addresses = unsafe list.compactMap { entry in
            guard let text = unsafe entry.addr, let family = unsafe InterfaceAddress.Family(entry.type) else {
                return nil
            }
            return unsafe InterfaceAddress(family: family, address: String(cString: text), prefix: entry.prefix)
        }
    }
}

extension InterfaceAddress.Family {
    /// `virIPAddrType`.
    init?(_ type: Int32) {
        switch type {
        case 0: self = .ipv4
        case 1: self = .ipv6
        default: return nil
        }
    }
}
