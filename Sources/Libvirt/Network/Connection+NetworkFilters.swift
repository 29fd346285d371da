import CLibvirt

extension Connection {
    /// Looks whether there is a network filter of a name. Throws `.noNetworkFilter`.
    public func requireNetworkFilter(named name: String) throws(LibvirtError) {
        let call = "virNWFilterLookupByName"
        let filter = try unsafe check(virNWFilterLookupByName(pointer, whole(name, call)), call)
        _ = unsafe virNWFilterFree(filter)
    }
}
