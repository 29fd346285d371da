import CLibvirt
import Glibc

/// What the guest agent is asked for. All answers come from the guest: treat them as hostile input.
/// Each throws `.agentUnresponsive` where no agent answers. Set ``Domain/setAgentResponseTimeout(seconds:)`` first.
extension Domain {
    /// What ``guestInformation(_:)`` asks for (`virDomainGuestInfoTypes`).
    public struct GuestInformationGroups: OptionSet, Hashable, Sendable {
        public let rawValue: UInt32
        public init(rawValue: UInt32) { self.rawValue = rawValue }

        public static let users = Self(rawValue: VIR_DOMAIN_GUEST_INFO_USERS.rawValue)
        public static let os = Self(rawValue: VIR_DOMAIN_GUEST_INFO_OS.rawValue)
        public static let timezone = Self(rawValue: VIR_DOMAIN_GUEST_INFO_TIMEZONE.rawValue)
        public static let hostname = Self(rawValue: VIR_DOMAIN_GUEST_INFO_HOSTNAME.rawValue)
        public static let fileSystems = Self(rawValue: VIR_DOMAIN_GUEST_INFO_FILESYSTEM.rawValue)
        public static let interfaces = Self(rawValue: VIR_DOMAIN_GUEST_INFO_INTERFACES.rawValue)
    }

    /// Fields such as `os.id`, `fs.0.mountpoint`. No group asks for all, and leaves out what the agent does not know.
    public func guestInformation(_ groups: GuestInformationGroups = []) throws(LibvirtError) -> TypedParameters {
        var parameters: UnsafeMutablePointer<virTypedParameter>?
        var count: Int32 = 0
        try unsafe check(
            virDomainGetGuestInfo(pointer, groups.rawValue, &parameters, &count, 0), "virDomainGetGuestInfo")
        defer { unsafe virTypedParamsFree(parameters, count) }
        return unsafe TypedParameter.copy(parameters, count: count)
    }

    /// Sets the password of an account.
    public func setPassword(_ password: String, of user: String) throws(LibvirtError) {
        let call = "virDomainSetUserPassword"
        try unsafe check(virDomainSetUserPassword(pointer, whole(user, call), whole(password, call), 0), call)
    }

    /// The keys in the account's `authorized_keys`.
    public func authorizedKeys(of user: String) throws(LibvirtError) -> [String] {
        let call = "virDomainAuthorizedSSHKeysGet"
        var list: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?
        let count = try unsafe check(virDomainAuthorizedSSHKeysGet(pointer, whole(user, call), &list, 0), call)
        defer { unsafe free(list) }
        var keys: [String] = []
        for index in 0..<Int(count) {
            guard let key = unsafe list?[index] else { continue }
            unsafe keys.append(String(cString: key))
            unsafe free(key)
        }
        return keys
    }

    /// Adds keys to the account's `authorized_keys`, or replaces them all.
    public func authorize(_ keys: [String], of user: String, replacing: Bool) throws(LibvirtError) {
        let call = "virDomainAuthorizedSSHKeysSet"
        let user = try whole(user, call)
        for key in keys { _ = try whole(key, call) }
        let copies = unsafe keys.map { unsafe strdup($0) }
        defer { unsafe copies.forEach { unsafe free($0) } }
        var pointers = unsafe copies.map { unsafe UnsafePointer<CChar>($0) }
        let flags = replacing ? 0 : VIR_DOMAIN_AUTHORIZED_SSH_KEYS_SET_APPEND.rawValue
        try unsafe check(
            virDomainAuthorizedSSHKeysSet(pointer, user, &pointers, UInt32(keys.count), flags), call)
    }

    /// The guest's clock, in seconds since 1970.
    public func time() throws(LibvirtError) -> Double {
        var seconds: Int64 = 0
        var nanoseconds: UInt32 = 0
        try unsafe check(virDomainGetTime(pointer, &seconds, &nanoseconds, 0), "virDomainGetTime")
        return Double(seconds) + Double(nanoseconds) * 1e-9
    }

    /// Sets the guest's clock; nil takes the machine's own clock.
    public func setTime(seconds: Int64?, nanoseconds: UInt32 = 0) throws(LibvirtError) {
        let flags = seconds == nil ? VIR_DOMAIN_TIME_SYNC.rawValue : 0
        try unsafe check(virDomainSetTime(pointer, seconds ?? 0, nanoseconds, flags), "virDomainSetTime")
    }

    /// Flushes and freezes all file systems.
    public func freezeFileSystems() throws(LibvirtError) {
        try unsafe check(virDomainFSFreeze(pointer, nil, 0, 0), "virDomainFSFreeze")
    }

    public func thawFileSystems() throws(LibvirtError) {
        try unsafe check(virDomainFSThaw(pointer, nil, 0, 0), "virDomainFSThaw")
    }

    /// Sends a command of the agent's own protocol and gives its answer, both as JSON.
    /// Source: <https://qemu-project.gitlab.io/qemu/interop/qemu-ga-ref.html>.
    public func agentCommand(_ json: String, timeout seconds: Int32 = 5) throws(LibvirtError) -> String {
        let call = "virDomainQemuAgentCommand"
        return try unsafe take(virDomainQemuAgentCommand(pointer, whole(json, call), seconds, 0), call)
    }
}
