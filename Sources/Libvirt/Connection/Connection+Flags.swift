import CLibvirt

extension Connection {
    /// Which domains are listed (`virConnectListAllDomainsFlags`): OR inside a group of opposites, AND across; none is all.
    public struct DomainFilter: OptionSet, Hashable, Sendable {
        public let rawValue: UInt32
        public init(rawValue: UInt32) { self.rawValue = rawValue }

        public static let active = Self(rawValue: VIR_CONNECT_LIST_DOMAINS_ACTIVE.rawValue)
        public static let inactive = Self(rawValue: VIR_CONNECT_LIST_DOMAINS_INACTIVE.rawValue)
        public static let persistent = Self(rawValue: VIR_CONNECT_LIST_DOMAINS_PERSISTENT.rawValue)
        public static let transient = Self(rawValue: VIR_CONNECT_LIST_DOMAINS_TRANSIENT.rawValue)
        public static let running = Self(rawValue: VIR_CONNECT_LIST_DOMAINS_RUNNING.rawValue)
        public static let paused = Self(rawValue: VIR_CONNECT_LIST_DOMAINS_PAUSED.rawValue)
        public static let shutoff = Self(rawValue: VIR_CONNECT_LIST_DOMAINS_SHUTOFF.rawValue)
        public static let other = Self(rawValue: VIR_CONNECT_LIST_DOMAINS_OTHER.rawValue)
        public static let managedSave = Self(rawValue: VIR_CONNECT_LIST_DOMAINS_MANAGEDSAVE.rawValue)
        public static let withoutManagedSave = Self(rawValue: VIR_CONNECT_LIST_DOMAINS_NO_MANAGEDSAVE.rawValue)
        public static let autostart = Self(rawValue: VIR_CONNECT_LIST_DOMAINS_AUTOSTART.rawValue)
        public static let withoutAutostart = Self(rawValue: VIR_CONNECT_LIST_DOMAINS_NO_AUTOSTART.rawValue)
        public static let withSnapshots = Self(rawValue: VIR_CONNECT_LIST_DOMAINS_HAS_SNAPSHOT.rawValue)
        public static let withoutSnapshots = Self(rawValue: VIR_CONNECT_LIST_DOMAINS_NO_SNAPSHOT.rawValue)
    }

    /// What is measured (`virDomainStatsTypes`); none is all.
    public struct StatisticsGroups: OptionSet, Hashable, Sendable {
        public let rawValue: UInt32
        public init(rawValue: UInt32) { self.rawValue = rawValue }

        public static let state = Self(rawValue: VIR_DOMAIN_STATS_STATE.rawValue)
        public static let cpu = Self(rawValue: VIR_DOMAIN_STATS_CPU_TOTAL.rawValue)
        public static let balloon = Self(rawValue: VIR_DOMAIN_STATS_BALLOON.rawValue)
        public static let vcpu = Self(rawValue: VIR_DOMAIN_STATS_VCPU.rawValue)
        public static let interface = Self(rawValue: VIR_DOMAIN_STATS_INTERFACE.rawValue)
        public static let block = Self(rawValue: VIR_DOMAIN_STATS_BLOCK.rawValue)
        public static let perf = Self(rawValue: VIR_DOMAIN_STATS_PERF.rawValue)
        public static let ioThread = Self(rawValue: VIR_DOMAIN_STATS_IOTHREAD.rawValue)
        public static let memory = Self(rawValue: VIR_DOMAIN_STATS_MEMORY.rawValue)
        public static let dirtyRate = Self(rawValue: VIR_DOMAIN_STATS_DIRTYRATE.rawValue)
        public static let vm = Self(rawValue: VIR_DOMAIN_STATS_VM.rawValue)
    }

    /// Of which domains, and how (`virConnectGetAllDomainStatsFlags`).
    public struct StatisticsFlags: OptionSet, Hashable, Sendable {
        public let rawValue: UInt32
        public init(rawValue: UInt32) { self.rawValue = rawValue }

        public static let active = Self(rawValue: VIR_CONNECT_GET_ALL_DOMAINS_STATS_ACTIVE.rawValue)
        public static let inactive = Self(rawValue: VIR_CONNECT_GET_ALL_DOMAINS_STATS_INACTIVE.rawValue)
        public static let running = Self(rawValue: VIR_CONNECT_GET_ALL_DOMAINS_STATS_RUNNING.rawValue)
        /// A busy domain gives its cheap values instead of blocking for 30 s; always set it.
        public static let noWait = Self(rawValue: VIR_CONNECT_GET_ALL_DOMAINS_STATS_NOWAIT.rawValue)
        public static let backingChain = Self(rawValue: VIR_CONNECT_GET_ALL_DOMAINS_STATS_BACKING.rawValue)
        /// Fails where the driver lacks a group.
        public static let enforce = Self(rawValue: VIR_CONNECT_GET_ALL_DOMAINS_STATS_ENFORCE_STATS.rawValue)
    }
}
