import CLibvirt
import Glibc

/// An address that libvirt's DHCP server gave out.
public struct DHCPLease: Hashable, Sendable {
    /// The bridge or interface of the host.
    public var interface: String
    /// Seconds since 1970; 0 never ends.
    public var expiry: Int64
    public var family: InterfaceAddress.Family
    public var mac: String?
    public var address: String
    /// Bits of the network.
    public var prefix: UInt32
    /// From the guest: hostile input.
    public var hostname: String?
    public var clientID: String?
}

extension Network {
    /// The leases, of one hardware address or all.
    public func dhcpLeases(mac: String? = nil) throws(LibvirtError) -> [DHCPLease] {
        var list: UnsafeMutablePointer<virNetworkDHCPLeasePtr?>?
        let count = try unsafe check(virNetworkGetDHCPLeases(pointer, mac, &list, 0), "virNetworkGetDHCPLeases")
        defer { unsafe free(list) }
        var leases: [DHCPLease] = []
        for index in 0..<Int(count) {
            guard let entry = unsafe list?[index] else { continue }
            if let lease = unsafe DHCPLease(copying: entry.pointee) { leases.append(lease) }
            unsafe virNetworkDHCPLeaseFree(entry)
        }
        return leases
    }
}

extension DHCPLease {
    fileprivate init?(copying lease: virNetworkDHCPLease) {
        guard let family = unsafe InterfaceAddress.Family(lease.type), let address = unsafe lease.ipaddr else {
            return nil
        }
        func text(_ pointer: UnsafePointer<CChar>?) -> String? {
            unsafe pointer.map { unsafe String(cString: $0) }
        }
        unsafe self.init(
            interface: text(lease.iface) ?? "", expiry: lease.expirytime, family: family, mac: text(lease.mac),
            address: String(cString: address), prefix: lease.prefix, hostname: text(lease.hostname),
            clientID: text(lease.clientid))
    }
}
