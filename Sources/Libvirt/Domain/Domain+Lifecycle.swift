import CLibvirt

extension Domain {
    /// Starts the domain. Throws `.operationInvalid` where it runs already.
    public func create(_ flags: StartFlags = []) throws(LibvirtError) {
        try unsafe check(virDomainCreateWithFlags(pointer, flags.rawValue), "virDomainCreateWithFlags")
    }

    /// Asks the guest to shut down, and returns at once; the guest may ignore it.
    public func shutdown(_ flags: ShutdownFlags = []) throws(LibvirtError) {
        try unsafe check(virDomainShutdownFlags(pointer, flags.rawValue), "virDomainShutdownFlags")
    }

    /// Stops the domain by force; a transient one is gone.
    public func destroy(_ flags: DestroyFlags = []) throws(LibvirtError) {
        try unsafe check(virDomainDestroyFlags(pointer, flags.rawValue), "virDomainDestroyFlags")
    }

    /// Asks the guest to reboot, and returns at once.
    public func reboot(_ flags: RebootFlags = []) throws(LibvirtError) {
        try unsafe check(virDomainReboot(pointer, flags.rawValue), "virDomainReboot")
    }

    /// Resets the machine as its button would.
    public func reset() throws(LibvirtError) {
        try unsafe check(virDomainReset(pointer, 0), "virDomainReset")
    }

    /// Pauses the processors. Never during a migration: it could not be undone before its end.
    public func suspend() throws(LibvirtError) {
        try unsafe check(virDomainSuspend(pointer), "virDomainSuspend")
    }

    /// Lets the processors run again.
    public func resume() throws(LibvirtError) {
        try unsafe check(virDomainResume(pointer), "virDomainResume")
    }

    /// Removes the definition; a running domain becomes transient.
    public func undefine(_ flags: UndefineFlags = []) throws(LibvirtError) {
        try unsafe check(virDomainUndefineFlags(pointer, flags.rawValue), "virDomainUndefineFlags")
    }

    /// Saves the guest's memory to the host's disk and stops; the next start continues there.
    public func managedSave() throws(LibvirtError) {
        try unsafe check(virDomainManagedSave(pointer, 0), "virDomainManagedSave")
    }

    /// Discards the saved state.
    public func removeManagedSave() throws(LibvirtError) {
        try unsafe check(virDomainManagedSaveRemove(pointer, 0), "virDomainManagedSaveRemove")
    }
}
