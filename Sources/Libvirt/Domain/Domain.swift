import CLibvirt
import FoundationEssentials

/// One virtual machine or container of libvirt's; freed at the end of its scope.
/// Source: <https://libvirt.org/html/libvirt-libvirt-domain.html>.
@safe public struct Domain: ~Copyable {
    let pointer: OpaquePointer

    init(owning pointer: OpaquePointer) {
        unsafe self.pointer = pointer
    }

    deinit {
        _ = unsafe virDomainFree(pointer)
    }

    /// The identity; no round trip.
    public func uuid() throws(LibvirtError) -> UUID {
        try unsafe readUUID("virDomainGetUUID") { unsafe virDomainGetUUID(pointer, $0) }
    }

    /// The name; no round trip.
    public func name() throws(LibvirtError) -> String {
        try unsafe copy(virDomainGetName(pointer), "virDomainGetName")
    }

    /// The running number, nil while inactive; no round trip.
    public var id: UInt32? {
        let id = unsafe virDomainGetID(pointer)
        return id == .max ? nil : id
    }

    /// Identity, name and running number; no round trip.
    public func summary() throws(LibvirtError) -> DomainSummary {
        DomainSummary(uuid: try uuid(), name: try name(), id: id)
    }

    /// State, processors, memory and processor time.
    public func info() throws(LibvirtError) -> DomainInfo {
        var info = virDomainInfo()
        try unsafe check(virDomainGetInfo(pointer, &info), "virDomainGetInfo")
        let (state, reason) = try state()
        return DomainInfo(
            state: state, reason: reason, maximumMemory: bytes(kibibytes: UInt64(info.maxMem)),
            memory: bytes(kibibytes: UInt64(info.memory)), vcpus: UInt32(info.nrVirtCpu), cpuTime: info.cpuTime)
    }

    /// The state, and the reason whose numbers depend on it (``RunningReason``, ``PausedReason``, ``ShutoffReason``).
    public func state() throws(LibvirtError) -> (state: DomainState, reason: Int32) {
        var state: Int32 = 0
        var reason: Int32 = 0
        try unsafe check(virDomainGetState(pointer, &state, &reason, 0), "virDomainGetState")
        return (DomainState(rawValue: state), reason)
    }

    /// Whether it runs or is paused.
    public func isActive() throws(LibvirtError) -> Bool {
        try unsafe check(virDomainIsActive(pointer), "virDomainIsActive") == 1
    }

    /// Whether it has a definition that outlives its run.
    public func isPersistent() throws(LibvirtError) -> Bool {
        try unsafe check(virDomainIsPersistent(pointer), "virDomainIsPersistent") == 1
    }

    /// Whether a saved state waits for the next start.
    public func hasManagedSave() throws(LibvirtError) -> Bool {
        try unsafe check(virDomainHasManagedSaveImage(pointer, 0), "virDomainHasManagedSaveImage") == 1
    }

    /// Whether it starts with the host.
    public func autostart() throws(LibvirtError) -> Bool {
        var value: Int32 = 0
        try unsafe check(virDomainGetAutostart(pointer, &value), "virDomainGetAutostart")
        return value != 0
    }

    /// Sets whether it starts with the host.
    public func setAutostart(_ autostart: Bool) throws(LibvirtError) {
        try unsafe check(virDomainSetAutostart(pointer, autostart ? 1 : 0), "virDomainSetAutostart")
    }

    /// The definition as XML (<https://libvirt.org/formatdomain.html>).
    public func xml(_ flags: XMLFlags = []) throws(LibvirtError) -> String {
        try unsafe take(virDomainGetXMLDesc(pointer, flags.rawValue), "virDomainGetXMLDesc")
    }
}

/// What a listing tells about a domain.
public struct DomainSummary: Hashable, Sendable {
    public var uuid: UUID
    public var name: String
    /// nil while inactive.
    public var id: UInt32?
}

/// State, processors, memory and processor time of a domain.
public struct DomainInfo: Hashable, Sendable {
    public var state: DomainState
    /// Depends on the state: ``RunningReason``, ``PausedReason``, ``ShutoffReason``.
    public var reason: Int32
    /// Bytes.
    public var maximumMemory: UInt64
    /// Bytes.
    public var memory: UInt64
    public var vcpus: UInt32
    /// Nanoseconds.
    public var cpuTime: UInt64
}
