import NIOCore

/// Takes spaces in the target of a connection's first request, as document 001 writes them (`/vm/create?name=test vm`) and old
/// clients send them. RFC 9112, section 3.2, lets a server repair such a line; ours does so only here, where a request cannot
/// be smuggled past anything.
final class RequestLine: ChannelInboundHandler, RemovableChannelHandler {
    typealias InboundIn = ByteBuffer
    typealias InboundOut = ByteBuffer

    /// What has come of the first line; nil once it has been passed on.
    private var begun: ByteBuffer? = ByteBuffer()
    private static let limit = 16_384

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard var line = begun else { return context.fireChannelRead(data) }
        var piece = unwrapInboundIn(data)
        line.writeBuffer(&piece)
        guard line.readableBytesView.contains(10) || line.readableBytes > Self.limit else { return begun = line }
        begun = nil
        context.fireChannelRead(wrapInboundOut(ByteBuffer(bytes: Self.repaired(Array(line.readableBytesView)))))
    }

    /// With `%20` for each space between the method and the version.
    static func repaired(_ bytes: [UInt8]) -> [UInt8] {
        let line = bytes.prefix { $0 != 10 }
        let space = UInt8(ascii: " ")
        guard let first = line.firstIndex(of: space), let last = line.lastIndex(of: space), first < last else {
            return bytes
        }
        let target = line[(first + 1)..<last].flatMap { $0 == space ? Array("%20".utf8) : [$0] }
        return line[...first] + target + bytes[last...]
    }
}
