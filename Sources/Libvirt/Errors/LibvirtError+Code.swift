extension LibvirtError {
    /// What happened (`virErrorNumber`, and negative numbers for the binding's own kinds).
    public struct Code: RawRepresentable, Hashable, Sendable {
        public var rawValue: Int32
        public init(rawValue: Int32) { self.rawValue = rawValue }
    }
}

// The binding's own.
extension LibvirtError.Code {
    /// The deadline passed; the call may still finish on the host.
    public static let timedOut = Self(rawValue: -1)
    /// The host is not connected, or the connection was lost during the call, whose outcome is then unknown.
    public static let disconnected = Self(rawValue: -2)
    /// The waiting task was cancelled; the call may still finish on the host.
    public static let cancelled = Self(rawValue: -3)
    /// ``HostConnection/shutdown(limit:)`` was called.
    public static let shutDown = Self(rawValue: -4)
    /// Too many calls wait for this connection already.
    public static let tooManyCalls = Self(rawValue: -5)
    /// A text for libvirt holds a NUL, or a number does not fit.
    public static let unusableArgument = Self(rawValue: -6)
}

// libvirt's.
extension LibvirtError.Code {
    public static let internalError = Self(rawValue: 1)
    public static let noSupport = Self(rawValue: 3)
    public static let unknownHost = Self(rawValue: 4)
    public static let noConnection = Self(rawValue: 5)
    public static let invalidConnection = Self(rawValue: 6)
    public static let invalidDomain = Self(rawValue: 7)
    public static let invalidArgument = Self(rawValue: 8)
    public static let operationFailed = Self(rawValue: 9)
    public static let xmlError = Self(rawValue: 27)
    public static let domainExists = Self(rawValue: 28)
    public static let operationDenied = Self(rawValue: 29)
    public static let xmlDetail = Self(rawValue: 35)
    public static let networkExists = Self(rawValue: 37)
    public static let systemError = Self(rawValue: 38)
    public static let rpc = Self(rawValue: 39)
    public static let noDomain = Self(rawValue: 42)
    public static let noNetwork = Self(rawValue: 43)
    public static let invalidMAC = Self(rawValue: 44)
    public static let authenticationFailed = Self(rawValue: 45)
    public static let noStoragePool = Self(rawValue: 49)
    public static let noStorageVolume = Self(rawValue: 50)
    public static let noNodeDevice = Self(rawValue: 53)
    public static let operationInvalid = Self(rawValue: 55)
    public static let noNetworkFilter = Self(rawValue: 62)
    public static let noSecret = Self(rawValue: 66)
    public static let configurationUnsupported = Self(rawValue: 67)
    /// libvirt's own 30 s wait for a domain's job lock ended.
    public static let operationTimeout = Self(rawValue: 68)
    public static let noDomainSnapshot = Self(rawValue: 72)
    public static let argumentUnsupported = Self(rawValue: 74)
    public static let operationAborted = Self(rawValue: 78)
    public static let authenticationCancelled = Self(rawValue: 79)
    public static let noDomainMetadata = Self(rawValue: 80)
    public static let migrationUnsafe = Self(rawValue: 81)
    public static let overflow = Self(rawValue: 82)
    public static let blockCopyActive = Self(rawValue: 83)
    public static let operationUnsupported = Self(rawValue: 84)
    public static let agentUnresponsive = Self(rawValue: 86)
    public static let resourceBusy = Self(rawValue: 87)
    public static let accessDenied = Self(rawValue: 88)
    public static let storageVolumeExists = Self(rawValue: 90)
    public static let xmlInvalidSchema = Self(rawValue: 92)
    public static let agentUnsynced = Self(rawValue: 97)
    public static let deviceMissing = Self(rawValue: 99)
    public static let noDomainCheckpoint = Self(rawValue: 103)
    public static let networkPortExists = Self(rawValue: 106)
    public static let checkpointInconsistent = Self(rawValue: 109)
}
