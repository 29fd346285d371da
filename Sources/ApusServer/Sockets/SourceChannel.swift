import Glibc
import NIOCore
import NIOPosix

/// The channel of what is behind a socket.
enum SourceChannel {
    /// Takes the descriptor, which it closes whatever happens.
    static func open(
        _ descriptor: Int32, on loop: any EventLoop, reading length: Int,
        handler: @escaping @Sendable (UnreadOutput?) -> SourceHandler
    ) -> EventLoopFuture<any Channel> {
        let unread = isSocket(descriptor) ? nil : UnreadOutput(descriptor: descriptor, most: length)
        let initialize: @Sendable (any Channel) -> EventLoopFuture<Void> = { channel in
            channel.eventLoop.makeCompletedFuture {
                let options = channel.syncOptions
                try options?.setOption(.recvAllocator, value: FixedSizeRecvByteBufferAllocator(capacity: length))
                try options?.setOption(.maxMessagesPerRead, value: 1)
                try channel.pipeline.syncOperations.addHandler(handler(unread))
            }
        }
        if unread == nil {
            return ClientBootstrap(group: loop).channelInitializer(initialize).withConnectedSocket(descriptor)
        }
        // NIO's own second descriptor ends the process where there are no more files, and is inherited by children.
        let output = fcntl(descriptor, F_DUPFD_CLOEXEC, 3)
        guard output >= 0 else {
            let fault = IOError(errnoCode: errno, reason: "fcntl")
            close(descriptor)
            return loop.makeFailedFuture(fault)
        }
        return NIOPipeBootstrap(group: loop).channelInitializer(initialize)
            .takingOwnershipOfDescriptors(input: descriptor, output: output).map { $0 as any Channel }
    }

    /// The same for one that is only read.
    static func open(
        reading descriptor: Int32, on loop: any EventLoop, handler: @escaping @Sendable () -> ErrorsHandler
    ) -> EventLoopFuture<any Channel> {
        NIOPipeBootstrap(group: loop)
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.syncOptions?.setOption(.maxMessagesPerRead, value: 1)
                    try channel.pipeline.syncOperations.addHandler(handler())
                }
            }
            .takingOwnershipOfDescriptor(input: descriptor).map { $0 as any Channel }
    }

    static func close(_ descriptor: Int32) { _ = Glibc.close(descriptor) }

    private static func isSocket(_ descriptor: Int32) -> Bool {
        var status = stat()
        return fstat(descriptor, &status) == 0 && status.st_mode & S_IFMT == S_IFSOCK
    }
}

/// Tells a bridge what happens on its other side.
final class SourceHandler: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer

    private let bridge: SocketBridge
    private let unread: UnreadOutput?
    private let turn = Turn()
    /// Who was read last on an event loop's thread.
    private static let last = ThreadSpecificVariable<Turn>()

    private final class Turn: Sendable {}

    init(_ bridge: SocketBridge, _ unread: UnreadOutput?) { (self.bridge, self.unread) = (bridge, unread) }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        var bytes = unwrapInboundIn(data)
        // Where several flood, each has its turn.
        if Self.last.currentValue === turn { unread?.read(into: &bytes) }
        Self.last.currentValue = turn
        bridge.sourceRead(bytes)
    }

    func channelReadComplete(context: ChannelHandlerContext) { bridge.sourcePaused() }
    func channelWritabilityChanged(context: ChannelHandlerContext) { bridge.sourceWritabilityChanged() }
    func channelInactive(context: ChannelHandlerContext) { bridge.sourceEnded() }

    /// A pseudo terminal whose program has ended says EIO; the end is told once, by the channel.
    func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }
}

/// What a pseudo terminal has beside what was just read: it hands over 4 KiB at a time at most, and has the next by the time that
/// these are taken. To ask again at once is cheaper than to be told; an end or an error is the channel's to find.
struct UnreadOutput: Sendable {
    /// Open, and never waiting, as long as its channel reads.
    let descriptor: Int32
    let most: Int

    func read(into bytes: inout ByteBuffer) {
        while bytes.readableBytes < most {
            let count = bytes.writeWithUnsafeMutableBytes(minimumWritableBytes: 4096) { room in
                max(0, Glibc.read(descriptor, room.baseAddress, room.count))
            }
            guard count > 0 else { return }
        }
    }
}
