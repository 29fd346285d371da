import CLibvirt

extension Domain {
    /// Has a picture of a display written to a stream; says its media type (`image/png`, `image/x-portable-pixmap`).
    /// - Parameter screen: the display, from 0.
    public func screenshot(_ screen: UInt32 = 0, to stream: borrowing Stream) throws(LibvirtError) -> String {
        try unsafe take(virDomainScreenshot(pointer, stream.pointer, screen, 0), "virDomainScreenshot")
    }

    /// Presses keys together and lets them go.
    /// - Parameter keys: at most 16, as Linux numbers them (`linux/input-event-codes.h`).
    public func press(_ keys: [UInt32]) throws(LibvirtError) {
        var keys = Array(keys.prefix(Int(VIR_DOMAIN_SEND_KEY_MAX_KEYS)))
        try unsafe check(
            virDomainSendKey(pointer, VIR_KEYCODE_SET_LINUX.rawValue, 0, &keys, Int32(keys.count), 0),
            "virDomainSendKey")
    }
}
