import CLibvirt
import FoundationEssentials

/// A virtual network of libvirt's; freed at the end of its scope.
/// Source: <https://libvirt.org/html/libvirt-libvirt-network.html>.
@safe public struct Network: ~Copyable {
    let pointer: OpaquePointer

    init(owning pointer: OpaquePointer) {
        unsafe self.pointer = pointer
    }

    deinit {
        _ = unsafe virNetworkFree(pointer)
    }

    /// The identity; no round trip.
    public func uuid() throws(LibvirtError) -> UUID {
        try unsafe readUUID("virNetworkGetUUID") { unsafe virNetworkGetUUID(pointer, $0) }
    }

    /// The name; no round trip.
    public func name() throws(LibvirtError) -> String {
        try unsafe copy(virNetworkGetName(pointer), "virNetworkGetName")
    }

    /// The host's bridge. Throws `.internalError` where it has none.
    public func bridge() throws(LibvirtError) -> String {
        try unsafe take(virNetworkGetBridgeName(pointer), "virNetworkGetBridgeName")
    }

    /// The definition as XML (<https://libvirt.org/formatnetwork.html>).
    public func xml(inactive: Bool = false) throws(LibvirtError) -> String {
        let flags = inactive ? VIR_NETWORK_XML_INACTIVE.rawValue : 0
        return try unsafe take(virNetworkGetXMLDesc(pointer, flags), "virNetworkGetXMLDesc")
    }

    /// Whether guests can use it.
    public func isActive() throws(LibvirtError) -> Bool {
        try unsafe check(virNetworkIsActive(pointer), "virNetworkIsActive") == 1
    }

    /// Whether it has a definition that outlives its activity.
    public func isPersistent() throws(LibvirtError) -> Bool {
        try unsafe check(virNetworkIsPersistent(pointer), "virNetworkIsPersistent") == 1
    }

    /// Whether it starts with the host.
    public func autostart() throws(LibvirtError) -> Bool {
        var value: Int32 = 0
        try unsafe check(virNetworkGetAutostart(pointer, &value), "virNetworkGetAutostart")
        return value != 0
    }

    /// Sets whether it starts with the host.
    public func setAutostart(_ autostart: Bool) throws(LibvirtError) {
        try unsafe check(virNetworkSetAutostart(pointer, autostart ? 1 : 0), "virNetworkSetAutostart")
    }

    /// Starts the network.
    public func create() throws(LibvirtError) {
        try unsafe check(virNetworkCreate(pointer), "virNetworkCreate")
    }

    /// Stops the network. libvirt does so while guests use it, and cuts them off.
    public func destroy() throws(LibvirtError) {
        try unsafe check(virNetworkDestroy(pointer), "virNetworkDestroy")
    }

    /// Removes the definition.
    public func undefine() throws(LibvirtError) {
        try unsafe check(virNetworkUndefine(pointer), "virNetworkUndefine")
    }
}
