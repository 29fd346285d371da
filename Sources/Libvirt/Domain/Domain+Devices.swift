import CLibvirt

extension Domain {
    /// Adds a device described by XML.
    public func attachDevice(_ xml: String, _ flags: ChangeFlags) throws(LibvirtError) {
        let call = "virDomainAttachDeviceFlags"
        try takingFreeNodeNames { () throws(LibvirtError) in
            _ = try unsafe check(virDomainAttachDeviceFlags(pointer, whole(xml, call), flags.rawValue), call)
        }
    }

    /// Asks for a device to be removed. It returns though the guest may ignore it: only the event or the XML tells.
    public func detachDevice(_ xml: String, _ flags: ChangeFlags) throws(LibvirtError) {
        let call = "virDomainDetachDeviceFlags"
        try unsafe check(virDomainDetachDeviceFlags(pointer, whole(xml, call), flags.rawValue), call)
    }

    /// Changes a device: the medium of a drive, the link of an interface, a display's password.
    public func updateDevice(_ xml: String, _ flags: ChangeFlags) throws(LibvirtError) {
        let call = "virDomainUpdateDeviceFlags"
        try takingFreeNodeNames { () throws(LibvirtError) in
            _ = try unsafe check(virDomainUpdateDeviceFlags(pointer, whole(xml, call), flags.rawValue), call)
        }
    }

    /// Resizes a running guest's disk to `bytes`.
    /// - Parameter disk: the target name (`vda`) or the source path.
    public func blockResize(_ disk: String, bytes: UInt64) throws(LibvirtError) {
        let call = "virDomainBlockResize"
        let flags = VIR_DOMAIN_BLOCK_RESIZE_BYTES.rawValue
        try unsafe check(virDomainBlockResize(pointer, whole(disk, call), bytes, flags), call)
    }

    /// Sets the number of virtual processors.
    public func setVCPUs(_ count: UInt32, _ flags: VCPUFlags) throws(LibvirtError) {
        try unsafe check(virDomainSetVcpusFlags(pointer, count, flags.rawValue), "virDomainSetVcpusFlags")
    }

    /// Sets memory in bytes, rounded down to KiB.
    public func setMemory(bytes: UInt64, _ flags: MemoryFlags) throws(LibvirtError) {
        let call = "virDomainSetMemoryFlags"
        try unsafe check(virDomainSetMemoryFlags(pointer, fitting(bytes / 1024, call), flags.rawValue), call)
    }
}
