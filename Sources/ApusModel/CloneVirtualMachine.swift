import FoundationEssentials

/// Body of `POST /api/v1/vms/{ref}/clone`: a full copy of a stopped machine, with an identity of its own.
public struct CloneVirtualMachine: Codable, Hashable, Sendable {
    public var name: String
    /// The source's when absent.
    public var description: String?
    /// A storage pool of the source's host for all volumes of the copy; that of each disk when absent.
    public var pool: String?
    /// Whether it starts at once; false when absent.
    public var start: Bool?
    /// Refused where true: linked copies are made from templates.
    public var linked: Bool?
    public var cloudInit: CloudInit?
    /// Raw cloud-init user data, instead of `cloudInit`'s fields.
    public var userData: String?
    /// Raw network configuration of cloud-init, version 1 or 2.
    public var networkConfig: String?
    /// Raw vendor data of cloud-init.
    public var vendorData: String?

    public init(name: String) { self.name = name }
}
