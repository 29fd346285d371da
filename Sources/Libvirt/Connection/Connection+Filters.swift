import CLibvirt
import FoundationEssentials

/// Packet filters for cards of guests. Source: <https://libvirt.org/html/libvirt-libvirt-nwfilter.html>.
extension Connection {
    /// Identity and name of each filter.
    public func listFilters() throws -> [NamedSummary] {
        try unsafe collect("virConnectListAllNWFilters") {
            unsafe virConnectListAllNWFilters(pointer, $0, 0)
        } free: {
            _ = unsafe virNWFilterFree($0)
        } _: { handle in
            defer { _ = unsafe virNWFilterFree(handle) }
            let uuid = try unsafe readUUID("virNWFilterGetUUID") { unsafe virNWFilterGetUUID(handle, $0) }
            return try unsafe NamedSummary(uuid: uuid, name: copy(virNWFilterGetName(handle), "virNWFilterGetName"))
        }
    }

    /// The definition of a filter as XML. Throws `.noNetworkFilter`.
    public func filterXML(named name: String) throws(LibvirtError) -> String {
        let call = "virNWFilterLookupByName"
        let handle = try unsafe check(virNWFilterLookupByName(pointer, whole(name, call)), call)
        defer { _ = unsafe virNWFilterFree(handle) }
        return try unsafe take(virNWFilterGetXMLDesc(handle, 0), "virNWFilterGetXMLDesc")
    }

    /// Makes or replaces a filter.
    public func defineFilter(_ xml: String) throws(LibvirtError) {
        let call = "virNWFilterDefineXML"
        let handle = try unsafe check(virNWFilterDefineXML(pointer, whole(xml, call)), call)
        _ = unsafe virNWFilterFree(handle)
    }

    /// Removes a filter. Throws `.operationInvalid` where a running guest or another filter uses it.
    public func undefineFilter(_ uuid: UUID) throws(LibvirtError) {
        let handle = try unsafe lookUp(uuid, "virNWFilterLookupByUUID") {
            unsafe virNWFilterLookupByUUID(pointer, $0)
        }
        defer { _ = unsafe virNWFilterFree(handle) }
        try unsafe check(virNWFilterUndefine(handle), "virNWFilterUndefine")
    }
}
