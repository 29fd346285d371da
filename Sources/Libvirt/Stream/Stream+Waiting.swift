import CLibvirt
import Glibc

extension Connection {
    /// A stream that never waits: for bytes both ways at a time, with only one thread.
    public func streamWithoutWaiting() throws(LibvirtError) -> Stream {
        try unsafe Stream(owning: check(virStreamNew(pointer, VIR_STREAM_NONBLOCK.rawValue), "virStreamNew"))
    }
}

/// Of a stream that never waits.
extension Stream {
    /// What can happen to it (`virStreamEventType`).
    public struct Events: OptionSet, Hashable, Sendable {
        public let rawValue: UInt32
        public init(rawValue: UInt32) { self.rawValue = rawValue }

        public static let readable = Self(rawValue: VIR_STREAM_EVENT_READABLE.rawValue)
        public static let error = Self(rawValue: VIR_STREAM_EVENT_ERROR.rawValue)
        public static let hangup = Self(rawValue: VIR_STREAM_EVENT_HANGUP.rawValue)
    }

    /// What has come: nil when nothing has, none at the end.
    public func receiveIfAny(limit: Int = 65_536) throws(LibvirtError) -> [UInt8]? {
        var received: Int32 = 0
        let bytes = unsafe [UInt8](unsafeUninitializedCapacity: max(1, min(limit, Self.chunkLength))) { buffer, count in
            unsafe buffer.withMemoryRebound(to: CChar.self) { text in
                received = unsafe virStreamRecv(pointer, text.baseAddress, text.count)
            }
            count = max(0, Int(received))
        }
        if received == -2 { return nil }
        try check(received, "virStreamRecv")
        return bytes
    }

    /// Sends what it can and returns how many bytes were taken; none when it would have to wait.
    public func sendIfPossible(_ bytes: some Collection<UInt8>) throws(LibvirtError) -> Int {
        let chunk = Array(bytes.prefix(Self.chunkLength))
        let sent = unsafe chunk.withUnsafeBytes { buffer in
            unsafe virStreamSend(pointer, buffer.bindMemory(to: CChar.self).baseAddress, buffer.count)
        }
        if sent == -2 { return 0 }
        return Int(try check(sent, "virStreamSend"))
    }

    /// Writes a byte to a pipe that never waits whenever one of these is so, again and again while it is.
    /// The descriptor must stay open until ``stopRinging()``.
    public func ring(_ descriptor: Int32, on events: Events) throws(LibvirtError) {
        let opaque = unsafe UnsafeMutableRawPointer(bitPattern: Int(descriptor))
        try unsafe check(
            virStreamEventAddCallback(
                pointer, Int32(bitPattern: events.rawValue),
                { _, _, opaque in
                    var byte: UInt8 = 1
                    unsafe _ = write(Int32(truncatingIfNeeded: Int(bitPattern: opaque)), &byte, 1)
                }, opaque, nil), "virStreamEventAddCallback")
    }

    /// Rings for these only from now on; for none while what has come is not taken, as it would ring without end.
    public func ring(on events: Events) throws(LibvirtError) {
        try unsafe check(
            virStreamEventUpdateCallback(pointer, Int32(bitPattern: events.rawValue)), "virStreamEventUpdateCallback")
    }

    public func stopRinging() { _ = unsafe virStreamEventRemoveCallback(pointer) }
}
