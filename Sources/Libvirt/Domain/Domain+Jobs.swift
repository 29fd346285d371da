import CLibvirt

/// A long task of a domain: migration, save, backup, snapshot (`virDomainJobType`).
public struct DomainJob: Hashable, Sendable {
    public struct Kind: OpenEnumeration {
        public var rawValue: Int32
        public init(rawValue: Int32) { self.rawValue = rawValue }
        public static let none = Self(rawValue: 0)
        /// Its end can be estimated.
        public static let bounded = Self(rawValue: 1)
        public static let unbounded = Self(rawValue: 2)
        public static let completed = Self(rawValue: 3)
        public static let failed = Self(rawValue: 4)
        public static let cancelled = Self(rawValue: 5)
    }
    public var kind: Kind
    /// libvirt's fields, such as `data_processed` and `time_elapsed`. An aborted backup says `success` beside an
    /// `errmsg`: read both.
    public var fields: TypedParameters
}

extension Domain {
    /// The running job, or the last finished one.
    public func job(finished: Bool = false) throws(LibvirtError) -> DomainJob {
        var kind: Int32 = 0
        var parameters: UnsafeMutablePointer<virTypedParameter>?
        var count: Int32 = 0
        let flags = finished ? VIR_DOMAIN_JOB_STATS_COMPLETED.rawValue : 0
        try unsafe check(virDomainGetJobStats(pointer, &kind, &parameters, &count, flags), "virDomainGetJobStats")
        defer { unsafe virTypedParamsFree(parameters, count) }
        return unsafe DomainJob(kind: .init(rawValue: kind), fields: TypedParameter.copy(parameters, count: count))
    }

    /// Aborts the running job; its own call then fails with `.operationAborted`.
    public func abortJob() throws(LibvirtError) {
        try unsafe check(virDomainAbortJob(pointer), "virDomainAbortJob")
    }
}
