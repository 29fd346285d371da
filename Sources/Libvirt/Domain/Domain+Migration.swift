import CLibvirt

/// How a domain goes to another host (`virDomainMigrateFlags`).
public struct MigrationFlags: OptionSet, Hashable, Sendable {
    public let rawValue: UInt32
    public init(rawValue: UInt32) { self.rawValue = rawValue }

    /// The guest runs meanwhile.
    public static let live = Self(rawValue: VIR_MIGRATE_LIVE.rawValue)
    /// The source's daemon does it all, and goes on when its client is gone.
    public static let peerToPeer = Self(rawValue: VIR_MIGRATE_PEER2PEER.rawValue)
    public static let persistDestination = Self(rawValue: VIR_MIGRATE_PERSIST_DEST.rawValue)
    public static let undefineSource = Self(rawValue: VIR_MIGRATE_UNDEFINE_SOURCE.rawValue)
    /// Copies whole disks.
    public static let copyDisks = Self(rawValue: VIR_MIGRATE_NON_SHARED_DISK.rawValue)
    /// Copies only the images on top; what is below them is at the destination.
    public static let copyTops = Self(rawValue: VIR_MIGRATE_NON_SHARED_INC.rawValue)
    /// Somebody else knows that the disks are shared and safe.
    public static let unsafe = Self(rawValue: VIR_MIGRATE_UNSAFE.rawValue)
    public static let autoConverge = Self(rawValue: VIR_MIGRATE_AUTO_CONVERGE.rawValue)
    /// An error of a disk ends the migration instead of pausing the guest.
    public static let abortOnError = Self(rawValue: VIR_MIGRATE_ABORT_ON_ERROR.rawValue)
}

/// What a migration is told (`VIR_MIGRATE_PARAM_…`).
public struct MigrationParameters: Hashable, Sendable {
    /// Where the destination's QEMU is reached: `tcp://10.0.0.2`; nil lets the destination say.
    public var uri: String?
    /// The destination's own definitions; devices that a guest sees must be the same.
    public var destinationXML: String?
    public var persistentXML: String?
    /// MiB per second.
    public var bandwidth: UInt64?
    /// Targets of the disks to copy.
    public var disks: [String] = []

    public init() {}
}

extension Domain {
    /// Brings the domain to the host at `destination`, and returns when it is there (`virDomainMigrateToURI3`).
    /// Throws `.operationAborted` after ``abortJob()``; the domain then runs on here.
    public func migrate(
        to destination: String, _ flags: MigrationFlags, _ parameters: MigrationParameters
    ) throws(LibvirtError) {
        let call = "virDomainMigrateToURI3"
        let list = TypedParameterList()
        try list.add(VIR_MIGRATE_PARAM_URI, parameters.uri)
        try list.add(VIR_MIGRATE_PARAM_DEST_XML, parameters.destinationXML)
        try list.add(VIR_MIGRATE_PARAM_PERSIST_XML, parameters.persistentXML)
        if let bandwidth = parameters.bandwidth { try list.add(VIR_MIGRATE_PARAM_BANDWIDTH, bandwidth) }
        for disk in parameters.disks { try list.add(VIR_MIGRATE_PARAM_MIGRATE_DISKS, disk) }
        let result = unsafe virDomainMigrateToURI3(
            pointer, try whole(destination, call), list.start, UInt32(clamping: list.count), flags.rawValue)
        extendLifetime(list)
        try check(result, call)
    }
}

extension Connection {
    /// Whether the host's emulator can give a guest this CPU, a `<cpu>` element (`virConnectCompareHypervisorCPU`).
    public func canGive(
        cpu xml: String, architecture: String?, machine: String?, virtualizationType: String?
    ) throws(LibvirtError) -> Bool {
        let call = "virConnectCompareHypervisorCPU"
        let result = try unsafe check(
            virConnectCompareHypervisorCPU(
                pointer, nil, architecture, machine, virtualizationType, whole(xml, call), 0),
            call)
        return result >= VIR_CPU_COMPARE_IDENTICAL.rawValue
    }
}

/// A growing C array of typed parameters, freed at its end.
@safe final class TypedParameterList {
    private(set) var start: UnsafeMutablePointer<virTypedParameter>?
    private(set) var count: Int32 = 0
    private var capacity: Int32 = 0

    deinit { unsafe virTypedParamsFree(start, count) }

    func add(_ name: String, _ value: String?) throws(LibvirtError) {
        guard let value else { return }
        let call = "virTypedParamsAddString"
        try unsafe check(virTypedParamsAddString(&start, &count, &capacity, name, whole(value, call)), call)
    }

    func add(_ name: String, _ value: UInt64) throws(LibvirtError) {
        try unsafe check(virTypedParamsAddULLong(&start, &count, &capacity, name, value), "virTypedParamsAddULLong")
    }
}
