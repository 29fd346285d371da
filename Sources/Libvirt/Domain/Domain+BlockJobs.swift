import CLibvirt

/// A job on one disk of a running domain.
public struct BlockJob: Hashable, Sendable {
    /// `virDomainBlockJobType`.
    public struct Kind: OpenEnumeration {
        public var rawValue: Int32
        public init(rawValue: Int32) { self.rawValue = rawValue }
        public static let pull = Self(rawValue: 1)
        public static let copy = Self(rawValue: 2)
        public static let commit = Self(rawValue: 3)
        /// A commit of the image in use, which ends by a pivot.
        public static let activeCommit = Self(rawValue: 4)
        public static let backup = Self(rawValue: 5)
    }
    public var kind: Kind
    /// How far it is, in a unit of its own.
    public var current: UInt64
    /// Where it ends; it grows while the guest writes.
    public var end: UInt64

    /// Whether a copy or active commit waits for its pivot.
    public var isReady: Bool { current == end && end > 0 }
}

extension Domain {
    /// How a disk is copied (`virDomainBlockCopyFlags`).
    public struct BlockCopyFlags: OptionSet, Hashable, Sendable {
        public let rawValue: UInt32
        public init(rawValue: UInt32) { self.rawValue = rawValue }
        /// Leaves what is below the disk where it is.
        public static let shallow = Self(rawValue: VIR_DOMAIN_BLOCK_COPY_SHALLOW.rawValue)
        /// Into a volume that is there already.
        public static let reuse = Self(rawValue: VIR_DOMAIN_BLOCK_COPY_REUSE_EXT.rawValue)
        /// Needed for persistent domains (measured with 9.0: "domain is not transient" without it).
        public static let transientJob = Self(rawValue: VIR_DOMAIN_BLOCK_COPY_TRANSIENT_JOB.rawValue)
    }

    /// Begins to copy a disk into another place; when both are the same they stay so until ``endBlockJob(_:pivot:)``.
    /// - Parameters:
    ///   - disk: the target name, such as `vda`.
    ///   - xml: a `<disk>` with the place and its format.
    public func blockCopy(_ disk: String, to xml: String, _ flags: BlockCopyFlags) throws(LibvirtError) {
        let call = "virDomainBlockCopy"
        try takingFreeNodeNames { () throws(LibvirtError) in
            _ = try unsafe check(
                virDomainBlockCopy(pointer, whole(disk, call), whole(xml, call), nil, 0, flags.rawValue), call)
        }
    }

    /// Merges the images from `top` down into `base`, within the chain of a running domain's disk.
    ///
    /// Both are named, always: libvirt takes the whole chain down to its golden base otherwise.
    /// - Parameter active: whether `top` is the image in use; the job then ends by a pivot.
    public func commitBlocks(
        _ disk: String, from top: String, into base: String, active: Bool
    ) throws(LibvirtError) {
        let call = "virDomainBlockCommit"
        let flags = active ? VIR_DOMAIN_BLOCK_COMMIT_ACTIVE.rawValue : 0
        try unsafe check(
            virDomainBlockCommit(pointer, whole(disk, call), whole(base, call), whole(top, call), 0, flags), call)
    }

    /// The job on a disk; nil when there is none.
    public func blockJob(_ disk: String) throws(LibvirtError) -> BlockJob? {
        let call = "virDomainGetBlockJobInfo"
        var info = virDomainBlockJobInfo()
        let found = try unsafe check(virDomainGetBlockJobInfo(pointer, whole(disk, call), &info, 0), call)
        return found == 0 ? nil : BlockJob(kind: .init(rawValue: info.type), current: info.cur, end: info.end)
    }

    /// Ends the job on a disk and waits for its end.
    /// - Parameter pivot: whether the domain goes on with the copy.
    public func endBlockJob(_ disk: String, pivot: Bool) throws(LibvirtError) {
        let call = "virDomainBlockJobAbort"
        let flags = pivot ? VIR_DOMAIN_BLOCK_JOB_ABORT_PIVOT.rawValue : 0
        try unsafe check(virDomainBlockJobAbort(pointer, whole(disk, call), flags), call)
    }

    /// How many snapshots libvirt knows of the domain.
    public func snapshotTotal() throws(LibvirtError) -> Int {
        Int(try unsafe check(virDomainSnapshotNum(pointer, 0), "virDomainSnapshotNum"))
    }
}
