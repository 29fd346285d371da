import ApusCore
import ApusModel
import Libvirt
import LibvirtXML

extension Connection {
    /// The host's own interfaces: by libvirt's interface driver, else as node devices, which tell less.
    func hostInterfaces() throws -> [HostInterface] {
        let summaries = try ifSupported { try listInterfaces() } ?? ifSupported { try listNetworkDevices() }
        guard let summaries else {
            throw DriverError(
                .unsupported,
                "libvirt on this host tells nothing of the host's interfaces (it has neither netcf nor udev).")
        }
        return summaries.compactMap(HostInterface.init).sorted { $0.name < $1.name }
    }

    /// - Throws: ``DriverError`` for a bridge or device that is not there, and for a new bridge whose name is in use.
    func requireJoinable(_ settings: NetworkSettings) throws {
        // A host that tells no interfaces says so when the network starts.
        guard let found = try? hostInterfaces() else { return }
        let names = found.map(\.name)
        if settings.forward.hasAddresses {
            guard let bridge = settings.bridge, names.contains(bridge) else { return }
            throw DriverError(.exists, "The host has an interface \(bridge) already; choose another name.")
        }
        let missing = ([settings.bridge].compactMap(\.self) + settings.devices).filter { !names.contains($0) }
        if let first = missing.first {
            throw DriverError(
                .invalidState,
                "The host has no interface \(first); it has: \(names.prefix(30).joined(separator: ", ")).")
        }
        let joined = found.first { settings.forward == .bridge && $0.name == settings.bridge }
        // Node devices do not tell bridges from others.
        guard let joined, joined.type != "bridge", found.contains(where: { $0.type == "bridge" }) else { return }
        throw DriverError(
            .invalidState, "The host's interface \(joined.name) is no bridge; macvtap joins such a device.")
    }
}

extension HostInterface {
    init?(_ summary: Connection.InterfaceSummary) {
        guard let description = try? InterfaceDescription(xml: summary.xml), !description.name.isEmpty else {
            return nil
        }
        let isActive = summary.isActive ?? description.isLinkUp ?? false
        self.init(name: description.name, type: description.type, state: isActive ? .active : .inactive)
        (mac, mtu, vlan) = (description.mac ?? AddressText.mac(summary.mac), description.mtu, description.vlan)
        (addresses, members) = (description.addresses, description.members)
    }
}
