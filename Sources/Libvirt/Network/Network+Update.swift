import CLibvirt

extension Network {
    /// What an update does (`virNetworkUpdateCommand`).
    public struct UpdateCommand: OpenEnumeration {
        public var rawValue: Int32
        public init(rawValue: Int32) { self.rawValue = rawValue }
        public static let modify = Self(rawValue: 1)
        public static let delete = Self(rawValue: 2)
        public static let addLast = Self(rawValue: 3)
        public static let addFirst = Self(rawValue: 4)
    }

    /// Which part an update meets (`virNetworkUpdateSection`).
    public struct UpdateSection: OpenEnumeration {
        public var rawValue: Int32
        public init(rawValue: Int32) { self.rawValue = rawValue }
        public static let bridge = Self(rawValue: 1)
        public static let domain = Self(rawValue: 2)
        public static let ip = Self(rawValue: 3)
        public static let dhcpHost = Self(rawValue: 4)
        public static let dhcpRange = Self(rawValue: 5)
        public static let forward = Self(rawValue: 6)
        public static let forwardInterface = Self(rawValue: 7)
        public static let portGroup = Self(rawValue: 9)
        public static let dnsHost = Self(rawValue: 10)
        public static let dnsText = Self(rawValue: 11)
        public static let dnsService = Self(rawValue: 12)
    }

    /// What an update reaches (`virNetworkUpdateFlags`).
    public struct UpdateFlags: OptionSet, Hashable, Sendable {
        public let rawValue: UInt32
        public init(rawValue: UInt32) { self.rawValue = rawValue }
        public static let live = Self(rawValue: VIR_NETWORK_UPDATE_AFFECT_LIVE.rawValue)
        public static let configuration = Self(rawValue: VIR_NETWORK_UPDATE_AFFECT_CONFIG.rawValue)
    }

    /// Changes one element of the network without a restart.
    /// - Parameter parent: which of several parents; -1 lets libvirt find it.
    public func update(
        _ command: UpdateCommand, _ section: UpdateSection, parent: Int32 = -1, xml: String,
        _ flags: UpdateFlags = [.live, .configuration]
    ) throws(LibvirtError) {
        let call = "virNetworkUpdate"
        try unsafe check(
            virNetworkUpdate(
                pointer, UInt32(bitPattern: command.rawValue), UInt32(bitPattern: section.rawValue), parent,
                whole(xml, call), flags.rawValue), call)
    }
}
