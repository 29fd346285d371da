import FoundationEssentials

/// What a listing or an event tells about an object of a host.
public struct NamedSummary: Hashable, Sendable {
    public var uuid: UUID
    public var name: String

    /// Names an object.
    public init(uuid: UUID, name: String) {
        self.uuid = uuid
        self.name = name
    }
}
