/// Something that happened on a host. Events are hints to look again, not the truth: they may come late, in another
/// order than expected, or be lost while the connection is down.
public enum HostEvent: Hashable, Sendable {
    /// Read everything again: events may have been lost before this point.
    case resync(ResyncReason)
    case domain(NamedSummary, DomainEvent)
    case pool(NamedSummary, StoragePoolEvent)
    case network(NamedSummary, NetworkEvent)
}

/// Why events may have been lost.
public enum ResyncReason: Hashable, Sendable {
    /// The connection was opened, the first time or again.
    case connected
    /// The reader was too slow; its waiting events were dropped.
    case overflow
}

/// What happened to a domain (`virDomainEventID`).
public enum DomainEvent: Hashable, Sendable {
    /// `detail` depends on the kind.
    case lifecycle(DomainLifecycle, detail: Int32)
    case rebooted
    /// `reason` is such as `enospc`; empty where unknown.
    case ioError(path: String, alias: String, action: Int32, reason: String)
    /// `disk` is the target name.
    case blockJob(disk: String, kind: Int32, status: Int32)
    /// The guest's memory in bytes.
    case balloon(bytes: UInt64)
    case deviceAdded(alias: String)
    case deviceRemoved(alias: String)
    case deviceRemovalFailed(alias: String)
    /// `kind` is 0 description, 1 title, 2 element of `uri`.
    case metadataChanged(kind: Int32, uri: String?)
    case agent(isConnected: Bool, reason: Int32)
    /// The finished job's fields, as ``DomainJob/fields``.
    case jobCompleted(TypedParameters)
}

/// The steps of a domain's life (`virDomainEventType`).
public struct DomainLifecycle: OpenEnumeration {
    public var rawValue: Int32
    public init(rawValue: Int32) { self.rawValue = rawValue }
    public static let defined = Self(rawValue: 0)
    public static let undefined = Self(rawValue: 1)
    public static let started = Self(rawValue: 2)
    public static let suspended = Self(rawValue: 3)
    public static let resumed = Self(rawValue: 4)
    public static let stopped = Self(rawValue: 5)
    public static let shutdown = Self(rawValue: 6)
    public static let guestSuspended = Self(rawValue: 7)
    public static let crashed = Self(rawValue: 8)
}

/// What happened to a pool.
public enum StoragePoolEvent: Hashable, Sendable {
    case lifecycle(StoragePoolLifecycle)
    /// Volumes or sizes changed.
    case refreshed
}

/// The steps of a pool's life (`virStoragePoolEventLifecycleType`).
public struct StoragePoolLifecycle: OpenEnumeration {
    public var rawValue: Int32
    public init(rawValue: Int32) { self.rawValue = rawValue }
    public static let defined = Self(rawValue: 0)
    public static let undefined = Self(rawValue: 1)
    public static let started = Self(rawValue: 2)
    public static let stopped = Self(rawValue: 3)
    public static let created = Self(rawValue: 4)
    public static let deleted = Self(rawValue: 5)
}

/// What happened to a network.
public enum NetworkEvent: Hashable, Sendable {
    case lifecycle(NetworkLifecycle)
}

/// The steps of a network's life (`virNetworkEventLifecycleType`).
public struct NetworkLifecycle: OpenEnumeration {
    public var rawValue: Int32
    public init(rawValue: Int32) { self.rawValue = rawValue }
    public static let defined = Self(rawValue: 0)
    public static let undefined = Self(rawValue: 1)
    public static let started = Self(rawValue: 2)
    public static let stopped = Self(rawValue: 3)
}
