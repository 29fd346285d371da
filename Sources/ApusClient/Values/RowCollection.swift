/// A path segment that holds rows, `/api/v1/vms`; an open list, so that a new noun needs no change here.
public struct RowCollection: RawRepresentable, Hashable, Sendable {
    public let rawValue: String

    public init(rawValue: String) { self.rawValue = rawValue }

    public static let providers = RowCollection(rawValue: "providers")
    public static let hosts = RowCollection(rawValue: "hosts")
    public static let vms = RowCollection(rawValue: "vms")
    public static let images = RowCollection(rawValue: "images")
    public static let instanceTypes = RowCollection(rawValue: "instance-types")
    public static let networks = RowCollection(rawValue: "networks")
    public static let pools = RowCollection(rawValue: "pools")
    public static let volumes = RowCollection(rawValue: "volumes")
    public static let snapshots = RowCollection(rawValue: "snapshots")
    public static let operations = RowCollection(rawValue: "operations")
    public static let recordings = RowCollection(rawValue: "recordings")
}
