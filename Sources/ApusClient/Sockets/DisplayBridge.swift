import ApusModel
import NIOCore
import NIOPosix

/// A TCP port of this machine that leads to a display, for viewers that speak no WebSocket.
extension Client {
    /// Listens until the task is cancelled. Each connection is a viewer of its own.
    /// - Parameters:
    ///   - onListening: told the address, with the port that was chosen where 0 was asked for.
    ///   - onEnd: told how a viewer's socket ended, or what stood against it.
    public func bridgeDisplay(
        of vm: String, viewOnly: Bool, host: String, port: Int, onListening: @Sendable (String) throws -> Void,
        onEnd: @escaping @Sendable (Result<ClientSocket.Ending?, any Error>) -> Void
    ) async throws {
        let server = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .childChannelOption(.tcpOption(.tcp_nodelay), value: 1)
            .bind(host: host, port: port) { channel in
                channel.eventLoop.makeCompletedFuture {
                    try NIOAsyncChannel<ByteBuffer, ByteBuffer>(wrappingChannelSynchronously: channel)
                }
            }
        try onListening("\(host):\(server.channel.localAddress?.port ?? port)")
        try await withThrowingDiscardingTaskGroup { group in
            try await server.executeThenClose { connections in
                for try await viewer in connections {
                    group.addTask { onEnd(await serve(viewer, vm, viewOnly)) }
                }
            }
        }
    }

    private func serve(
        _ viewer: NIOAsyncChannel<ByteBuffer, ByteBuffer>, _ vm: String, _ viewOnly: Bool
    ) async -> Result<ClientSocket.Ending?, any Error> {
        do {
            return .success(
                try await viewer.executeThenClose { input, output in
                    try await withSocket(.display(vm: vm, viewOnly: viewOnly)) { socket in
                        try await pump(input, output, socket)
                        return socket.ending
                    }
                })
        } catch { return .failure(error) }
    }

    /// Ends when either side does.
    private func pump(
        _ input: NIOAsyncChannelInboundStream<ByteBuffer>, _ output: NIOAsyncChannelOutboundWriter<ByteBuffer>,
        _ socket: ClientSocket
    ) async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                for try await piece in input { try await socket.send(Array(piece.readableBytesView)) }
            }
            group.addTask {
                for try await message in socket.messages {
                    if case .bytes(let bytes) = message { try await output.write(ByteBuffer(bytes: bytes)) }
                }
            }
            try await group.next()
            group.cancelAll()
        }
    }
}
