/// The state of a domain (`virDomainState`).
public struct DomainState: OpenEnumeration, CustomStringConvertible {
    public var rawValue: Int32
    public init(rawValue: Int32) { self.rawValue = rawValue }

    public static let none = Self(rawValue: 0)
    public static let running = Self(rawValue: 1)
    /// Waits for a resource; Xen only.
    public static let blocked = Self(rawValue: 2)
    public static let paused = Self(rawValue: 3)
    /// Is shutting down.
    public static let shutdown = Self(rawValue: 4)
    public static let shutoff = Self(rawValue: 5)
    public static let crashed = Self(rawValue: 6)
    /// The guest suspended itself to memory.
    public static let guestSuspended = Self(rawValue: 7)

    /// libvirt's own word.
    public var description: String {
        switch self {
        case .none: "nostate"
        case .running: "running"
        case .blocked: "blocked"
        case .paused: "paused"
        case .shutdown: "shutdown"
        case .shutoff: "shutoff"
        case .crashed: "crashed"
        case .guestSuspended: "pmsuspended"
        default: "state \(rawValue)"
        }
    }
}

/// Why a domain runs (`virDomainRunningReason`).
public struct RunningReason: OpenEnumeration {
    public var rawValue: Int32
    public init(rawValue: Int32) { self.rawValue = rawValue }

    public static let unknown = Self(rawValue: 0)
    public static let booted = Self(rawValue: 1)
    public static let migrated = Self(rawValue: 2)
    public static let restored = Self(rawValue: 3)
    public static let fromSnapshot = Self(rawValue: 4)
    public static let unpaused = Self(rawValue: 5)
    public static let migrationCancelled = Self(rawValue: 6)
    public static let saveCancelled = Self(rawValue: 7)
    public static let wakeup = Self(rawValue: 8)
    public static let crashed = Self(rawValue: 9)
    public static let postcopy = Self(rawValue: 10)
}

/// Why a domain is paused (`virDomainPausedReason`).
public struct PausedReason: OpenEnumeration {
    public var rawValue: Int32
    public init(rawValue: Int32) { self.rawValue = rawValue }

    public static let unknown = Self(rawValue: 0)
    public static let user = Self(rawValue: 1)
    public static let migration = Self(rawValue: 2)
    public static let save = Self(rawValue: 3)
    public static let dump = Self(rawValue: 4)
    /// A disk failed; often no space is left.
    public static let ioError = Self(rawValue: 5)
    public static let watchdog = Self(rawValue: 6)
    public static let fromSnapshot = Self(rawValue: 7)
    public static let shuttingDown = Self(rawValue: 8)
    public static let snapshot = Self(rawValue: 9)
    public static let crashed = Self(rawValue: 10)
    public static let startingUp = Self(rawValue: 11)
    public static let postcopy = Self(rawValue: 12)
    public static let postcopyFailed = Self(rawValue: 13)
}

/// Why a domain is off (`virDomainShutoffReason`).
public struct ShutoffReason: OpenEnumeration {
    public var rawValue: Int32
    public init(rawValue: Int32) { self.rawValue = rawValue }

    public static let unknown = Self(rawValue: 0)
    public static let shutdown = Self(rawValue: 1)
    public static let destroyed = Self(rawValue: 2)
    public static let crashed = Self(rawValue: 3)
    public static let migrated = Self(rawValue: 4)
    public static let saved = Self(rawValue: 5)
    public static let failed = Self(rawValue: 6)
    public static let fromSnapshot = Self(rawValue: 7)
    public static let daemon = Self(rawValue: 8)
}
