import CLibvirt

/// Bytes to or from the host beside the calls: uploads, downloads, consoles.
///
/// Ending the scope without ``finish()`` aborts: forgetting means failure on the host, never a leak.
/// Source: <https://libvirt.org/html/libvirt-libvirt-stream.html>.
@safe public struct Stream: ~Copyable {
    /// The most that one message carries (`VIR_NET_MESSAGE_LEGACY_PAYLOAD_MAX`, less its header).
    public static let chunkLength = 262_120

    let pointer: OpaquePointer

    init(owning pointer: OpaquePointer) {
        unsafe self.pointer = pointer
    }

    deinit {
        _ = unsafe virStreamAbort(pointer)
        _ = unsafe virStreamFree(pointer)
    }

    /// Sends bytes and returns how many were taken.
    public func send(_ bytes: some Collection<UInt8>) throws(LibvirtError) -> Int {
        let chunk = Array(bytes.prefix(Self.chunkLength))
        let sent = unsafe chunk.withUnsafeBytes { buffer in
            unsafe virStreamSend(pointer, buffer.bindMemory(to: CChar.self).baseAddress, buffer.count)
        }
        return Int(try check(sent, "virStreamSend"))
    }

    /// Sends all bytes, in chunks.
    public func sendAll(_ bytes: some Collection<UInt8>) throws(LibvirtError) {
        var rest = bytes[...]
        while !rest.isEmpty {
            let sent = try send(rest)
            guard sent > 0 else {
                throw LibvirtError(.internalError, message: "the stream takes no more bytes", call: "virStreamSend")
            }
            rest = rest.dropFirst(sent)
        }
    }

    /// Receives up to `limit` bytes; none means the end.
    public func receive(limit: Int = Stream.chunkLength) throws(LibvirtError) -> [UInt8] {
        var received: Int32 = 0
        let bytes = unsafe [UInt8](unsafeUninitializedCapacity: max(1, min(limit, Self.chunkLength))) { buffer, count in
            unsafe buffer.withMemoryRebound(to: CChar.self) { text in
                received = unsafe virStreamRecv(pointer, text.baseAddress, text.count)
            }
            count = max(0, Int(received))
        }
        try check(received, "virStreamRecv")
        return bytes
    }

    /// Ends the transfer and confirms that the host took everything.
    public consuming func finish() throws(LibvirtError) {
        let error: LibvirtError? = unsafe virStreamFinish(pointer) < 0 ? .last("virStreamFinish") : nil
        _ = unsafe virStreamFree(pointer)
        discard self
        if let error { throw error }
    }

    /// Ends the transfer as failed.
    public consuming func abort() {
        // The deinitialiser aborts and frees.
    }
}

extension Connection {
    /// A blocking stream of this connection.
    public func stream() throws(LibvirtError) -> Stream {
        try unsafe Stream(owning: check(virStreamNew(pointer, 0), "virStreamNew"))
    }
}
