import FoundationEssentials

/// A USB or PCI device of a host, as libvirt's node devices show it.
public struct HostDevice: Codable, Hashable, Sendable {
    public enum Kind: String, Codable, Sendable, CaseIterable { case usb, pci }

    public var kind: Kind
    /// libvirt's name: `pci_0000_03_00_0`.
    public var name: String
    /// As a VM takes it: `0000:03:00.0`, or `001:004` (bus and device).
    public var address: String
    /// Four hexadecimal digits each.
    public var vendor: String?
    public var product: String?
    public var vendorName: String?
    public var productName: String?
    /// The host's driver that has it now.
    public var driver: String?
    /// PCI devices of one group can only be given away together.
    public var iommuGroup: Int?
    /// The VM that has it.
    public var usedBy: String?

    public init(kind: Kind, name: String, address: String) {
        self.kind = kind
        self.name = name
        self.address = address
    }
}

/// A device of the host that a VM has.
public struct AttachedHostDevice: Codable, Hashable, Sendable {
    public var kind: HostDevice.Kind
    /// `0000:03:00.0`; `046d:c52b` (vendor and product) or `001:004` (bus and device).
    public var address: String
    /// libvirt's name of it in the running VM.
    public var alias: String?

    public init(kind: HostDevice.Kind, address: String, alias: String? = nil) {
        self.kind = kind
        self.address = address
        self.alias = alias
    }
}
