import CLibvirt

extension Domain {
    /// What ``xml(_:)`` shows (`virDomainXMLFlags`).
    public struct XMLFlags: OptionSet, Hashable, Sendable {
        public let rawValue: UInt32
        public init(rawValue: UInt32) { self.rawValue = rawValue }

        /// Passwords too; refused on read-only connections.
        public static let secure = Self(rawValue: VIR_DOMAIN_XML_SECURE.rawValue)
        /// The definition of the next start.
        public static let inactive = Self(rawValue: VIR_DOMAIN_XML_INACTIVE.rawValue)
        /// Fit for another host.
        public static let migratable = Self(rawValue: VIR_DOMAIN_XML_MIGRATABLE.rawValue)
    }

    /// How a domain starts (`virDomainCreateFlags`).
    public struct StartFlags: OptionSet, Hashable, Sendable {
        public let rawValue: UInt32
        public init(rawValue: UInt32) { self.rawValue = rawValue }

        public static let paused = Self(rawValue: VIR_DOMAIN_START_PAUSED.rawValue)
        /// Ends with the connection.
        public static let autodestroy = Self(rawValue: VIR_DOMAIN_START_AUTODESTROY.rawValue)
        public static let bypassCache = Self(rawValue: VIR_DOMAIN_START_BYPASS_CACHE.rawValue)
        /// Discards a saved state.
        public static let forceBoot = Self(rawValue: VIR_DOMAIN_START_FORCE_BOOT.rawValue)
        /// Checks the XML against the schema.
        public static let validate = Self(rawValue: VIR_DOMAIN_START_VALIDATE.rawValue)
    }

    /// How a definition is taken (`virDomainDefineFlags`).
    public struct DefineFlags: OptionSet, Hashable, Sendable {
        public let rawValue: UInt32
        public init(rawValue: UInt32) { self.rawValue = rawValue }

        /// Checks the XML against the schema.
        public static let validate = Self(rawValue: VIR_DOMAIN_DEFINE_VALIDATE.rawValue)
    }

    /// How the guest is asked to shut down (`virDomainShutdownFlagValues`); none lets libvirt choose.
    public struct ShutdownFlags: OptionSet, Hashable, Sendable {
        public let rawValue: UInt32
        public init(rawValue: UInt32) { self.rawValue = rawValue }

        /// The power button.
        public static let acpi = Self(rawValue: VIR_DOMAIN_SHUTDOWN_ACPI_POWER_BTN.rawValue)
        /// The guest agent.
        public static let agent = Self(rawValue: VIR_DOMAIN_SHUTDOWN_GUEST_AGENT.rawValue)
        public static let initctl = Self(rawValue: VIR_DOMAIN_SHUTDOWN_INITCTL.rawValue)
        public static let signal = Self(rawValue: VIR_DOMAIN_SHUTDOWN_SIGNAL.rawValue)
        public static let paravirtual = Self(rawValue: VIR_DOMAIN_SHUTDOWN_PARAVIRT.rawValue)
    }

    /// How the guest is asked to reboot (`virDomainRebootFlagValues`); none lets libvirt choose.
    public struct RebootFlags: OptionSet, Hashable, Sendable {
        public let rawValue: UInt32
        public init(rawValue: UInt32) { self.rawValue = rawValue }

        public static let acpi = Self(rawValue: VIR_DOMAIN_REBOOT_ACPI_POWER_BTN.rawValue)
        public static let agent = Self(rawValue: VIR_DOMAIN_REBOOT_GUEST_AGENT.rawValue)
        public static let initctl = Self(rawValue: VIR_DOMAIN_REBOOT_INITCTL.rawValue)
        public static let signal = Self(rawValue: VIR_DOMAIN_REBOOT_SIGNAL.rawValue)
        public static let paravirtual = Self(rawValue: VIR_DOMAIN_REBOOT_PARAVIRT.rawValue)
    }

    /// How a domain is stopped by force (`virDomainDestroyFlagsValues`).
    public struct DestroyFlags: OptionSet, Hashable, Sendable {
        public let rawValue: UInt32
        public init(rawValue: UInt32) { self.rawValue = rawValue }

        /// Fails rather than kill with SIGKILL.
        public static let graceful = Self(rawValue: VIR_DOMAIN_DESTROY_GRACEFUL.rawValue)
        public static let removeLogs = Self(rawValue: VIR_DOMAIN_DESTROY_REMOVE_LOGS.rawValue)
    }

    /// What goes with the definition (`virDomainUndefineFlagsValues`).
    public struct UndefineFlags: OptionSet, Hashable, Sendable {
        public let rawValue: UInt32
        public init(rawValue: UInt32) { self.rawValue = rawValue }

        public static let managedSave = Self(rawValue: VIR_DOMAIN_UNDEFINE_MANAGED_SAVE.rawValue)
        public static let snapshotsMetadata = Self(rawValue: VIR_DOMAIN_UNDEFINE_SNAPSHOTS_METADATA.rawValue)
        public static let nvram = Self(rawValue: VIR_DOMAIN_UNDEFINE_NVRAM.rawValue)
        public static let keepNVRAM = Self(rawValue: VIR_DOMAIN_UNDEFINE_KEEP_NVRAM.rawValue)
        public static let checkpointsMetadata = Self(rawValue: VIR_DOMAIN_UNDEFINE_CHECKPOINTS_METADATA.rawValue)
        public static let tpm = Self(rawValue: VIR_DOMAIN_UNDEFINE_TPM.rawValue)
        public static let keepTPM = Self(rawValue: VIR_DOMAIN_UNDEFINE_KEEP_TPM.rawValue)
    }

    /// What a change meets (`virDomainModificationImpact`); none means the current state.
    public struct ChangeFlags: OptionSet, Hashable, Sendable {
        public let rawValue: UInt32
        public init(rawValue: UInt32) { self.rawValue = rawValue }

        /// The running guest.
        public static let live = Self(rawValue: VIR_DOMAIN_AFFECT_LIVE.rawValue)
        /// The next start.
        public static let configuration = Self(rawValue: VIR_DOMAIN_AFFECT_CONFIG.rawValue)
    }

    /// What a change of processors meets (`virDomainVcpuFlags`).
    public struct VCPUFlags: OptionSet, Hashable, Sendable {
        public let rawValue: UInt32
        public init(rawValue: UInt32) { self.rawValue = rawValue }

        public static let live = Self(rawValue: VIR_DOMAIN_VCPU_LIVE.rawValue)
        public static let configuration = Self(rawValue: VIR_DOMAIN_VCPU_CONFIG.rawValue)
        /// The limit, not the number in use.
        public static let maximum = Self(rawValue: VIR_DOMAIN_VCPU_MAXIMUM.rawValue)
        /// By the guest agent.
        public static let guest = Self(rawValue: VIR_DOMAIN_VCPU_GUEST.rawValue)
        public static let hotpluggable = Self(rawValue: VIR_DOMAIN_VCPU_HOTPLUGGABLE.rawValue)
    }

    /// What a change of memory meets (`virDomainMemoryModFlags`).
    public struct MemoryFlags: OptionSet, Hashable, Sendable {
        public let rawValue: UInt32
        public init(rawValue: UInt32) { self.rawValue = rawValue }

        public static let live = Self(rawValue: VIR_DOMAIN_MEM_LIVE.rawValue)
        public static let configuration = Self(rawValue: VIR_DOMAIN_MEM_CONFIG.rawValue)
        /// The limit, not the balloon.
        public static let maximum = Self(rawValue: VIR_DOMAIN_MEM_MAXIMUM.rawValue)
    }

    /// How a console is taken (`virDomainConsoleFlags`).
    public struct ConsoleFlags: OptionSet, Hashable, Sendable {
        public let rawValue: UInt32
        public init(rawValue: UInt32) { self.rawValue = rawValue }

        /// Ends another session on it.
        public static let force = Self(rawValue: VIR_DOMAIN_CONSOLE_FORCE.rawValue)
        /// Only where sessions exclude each other.
        public static let safe = Self(rawValue: VIR_DOMAIN_CONSOLE_SAFE.rawValue)
    }

    /// How a display is opened (`virDomainOpenGraphicsFlags`).
    public struct GraphicsFlags: OptionSet, Hashable, Sendable {
        public let rawValue: UInt32
        public init(rawValue: UInt32) { self.rawValue = rawValue }

        public static let skipAuthentication = Self(rawValue: VIR_DOMAIN_OPEN_GRAPHICS_SKIPAUTH.rawValue)
    }
}
