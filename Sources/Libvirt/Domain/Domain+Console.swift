import CLibvirt

extension Domain {
    /// Connects a stream to a serial console; nil takes the first. A second session fails unless forced.
    public func openConsole(
        _ device: String? = nil, _ stream: borrowing Stream, _ flags: ConsoleFlags = []
    ) throws(LibvirtError) {
        try unsafe check(virDomainOpenConsole(pointer, device, stream.pointer, flags.rawValue), "virDomainOpenConsole")
    }

    /// A connected socket to a display, which the caller closes. Only over a local UNIX socket connection.
    /// - Parameter index: the display, from 0.
    public func openGraphics(_ index: UInt32 = 0, _ flags: GraphicsFlags = []) throws(LibvirtError) -> Int32 {
        try unsafe check(virDomainOpenGraphicsFD(pointer, index, flags.rawValue), "virDomainOpenGraphicsFD")
    }
}
