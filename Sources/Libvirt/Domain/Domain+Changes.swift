import CLibvirt

extension Domain {
    /// Gives the domain another name. Only one that is off and has no snapshots.
    public func rename(to name: String) throws(LibvirtError) {
        let call = "virDomainRename"
        try unsafe check(virDomainRename(pointer, whole(name, call), 0), call)
    }

    /// Wakes a guest that suspended itself to memory.
    public func wakeUp() throws(LibvirtError) {
        try unsafe check(virDomainPMWakeup(pointer, 0), "virDomainPMWakeup")
    }
}
