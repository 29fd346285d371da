import CLibvirt

/// An open connection to one hypervisor, lent to the closure of ``HostConnection/perform(_:deadline:_:)``.
///
/// It is not `Sendable`: it and the handles that it gives live and die inside that closure; only values leave it.
/// So no handle outlives its connection, and a reconnect cannot meet a stale one.
/// Each method is a blocking call. Source: <https://libvirt.org/html/libvirt-libvirt-host.html>.
@safe public final class Connection {
    let pointer: OpaquePointer

    /// Takes over one reference of libvirt's.
    init(owning pointer: OpaquePointer) {
        unsafe self.pointer = pointer
    }

    deinit {
        _ = unsafe virConnectClose(pointer)
    }

    /// Whether the connection can still carry calls; no round trip.
    public var isAlive: Bool {
        unsafe virConnectIsAlive(pointer) == 1
    }

    /// The host's own name.
    public func hostname() throws(LibvirtError) -> String {
        try unsafe take(virConnectGetHostname(pointer), "virConnectGetHostname")
    }

    /// The address as the driver sees it.
    public func uri() throws(LibvirtError) -> String {
        try unsafe take(virConnectGetURI(pointer), "virConnectGetURI")
    }

    /// The hypervisor driver's name, such as `QEMU` or `Test`.
    public func driverName() throws(LibvirtError) -> String {
        try unsafe copy(virConnectGetType(pointer), "virConnectGetType")
    }

    /// The version of libvirt on the host.
    public func libvirtVersion() throws(LibvirtError) -> LibvirtVersion {
        var number: UInt = 0
        try unsafe check(virConnectGetLibVersion(pointer, &number), "virConnectGetLibVersion")
        return LibvirtVersion(number: UInt64(number))
    }

    /// The version of the hypervisor.
    public func hypervisorVersion() throws(LibvirtError) -> LibvirtVersion {
        var number: UInt = 0
        try unsafe check(virConnectGetVersion(pointer, &number), "virConnectGetVersion")
        return LibvirtVersion(number: UInt64(number))
    }

    /// The host's capabilities as XML (<https://libvirt.org/formatcaps.html>).
    public func capabilities() throws(LibvirtError) -> String {
        try unsafe take(virConnectGetCapabilities(pointer), "virConnectGetCapabilities")
    }

    /// What guests of a kind may have, as XML (<https://libvirt.org/formatdomaincaps.html>); nil takes the driver's default.
    public func domainCapabilities(
        emulator: String? = nil, architecture: String? = nil, machine: String? = nil, virtualizationType: String? = nil
    ) throws(LibvirtError) -> String {
        try unsafe take(
            virConnectGetDomainCapabilities(pointer, emulator, architecture, machine, virtualizationType, 0),
            "virConnectGetDomainCapabilities")
    }
}

@available(*, unavailable)
extension Connection: Sendable {}

/// A version in libvirt's numbering: major × 1,000,000 + minor × 1,000 + release.
public struct LibvirtVersion: Hashable, Sendable, Comparable, CustomStringConvertible {
    public var major: UInt64
    public var minor: UInt64
    public var release: UInt64

    /// Splits libvirt's number.
    public init(number: UInt64) {
        major = number / 1_000_000
        minor = number / 1_000 % 1_000
        release = number % 1_000
    }

    public var description: String { "\(major).\(minor).\(release)" }

    public static func < (left: Self, right: Self) -> Bool {
        (left.major, left.minor, left.release) < (right.major, right.minor, right.release)
    }
}
