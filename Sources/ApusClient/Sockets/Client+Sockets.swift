import ApusModel
import FoundationEssentials
import NIOCore
import NIOPosix
import NIOSSL
import WebSockets

extension Client {
    /// Opens a WebSocket, lends it to `body`, and closes it afterwards.
    /// - Throws: the server's `Problem`, ``ClientError``, and what `body` throws.
    public func withSocket<Value: Sendable>(
        _ target: SocketTarget, _ body: (ClientSocket) async throws -> Value
    ) async throws -> Value {
        let (channel, lastWord) = try await connect(target)
        return try await channel.executeThenClose { inbound, outbound in
            let socket = ClientSocket(inbound: inbound, outbound: outbound, lastWord: lastWord)
            let value = try await body(socket)
            await socket.close()
            return value
        }
    }

    private typealias Wire = NIOAsyncChannel<ClientSocket.Message, ClientSocket.Message?>

    private func connect(_ target: SocketTarget) async throws -> (Wire, ClientSocket.LastWord) {
        let address = settings.address
        guard let parts = URLComponents(string: address.text), let host = parts.host else {
            throw ClientError(.badAddress, "The server address cannot be used for a WebSocket.")
        }
        let bare = host.hasPrefix("[") ? String(host.dropFirst().dropLast()) : host
        let key = Handshake.newKey()
        let lastWord = ClientSocket.LastWord()
        let text = head(target.request, parts, key)
        let tls = address.isEncrypted ? try NIOSSLContext(configuration: .makeClientConfiguration()) : nil
        let opened = MultiThreadedEventLoopGroup.singleton.any().makePromise(of: Void.self)
        do {
            let wire = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
                .connectTimeout(TimeAmount(settings.connectTimeout))
                .channelOption(.tcpOption(.tcp_nodelay), value: 1)
                .connect(host: bare, port: parts.port ?? (tls == nil ? 80 : 443)) { channel in
                    channel.eventLoop.makeCompletedFuture {
                        let pipeline = channel.pipeline.syncOperations
                        if let tls { try pipeline.addHandler(Self.tls(tls, bare)) }
                        try pipeline.addHandler(
                            ClientSocketHandler(text, key: key, opened: opened, lastWord: lastWord))
                        return try Wire(wrappingChannelSynchronously: channel)
                    }
                }
            let timer = wire.channel.eventLoop.scheduleTask(in: TimeAmount(settings.answerTimeout)) {
                opened.fail(ClientError(.timeout, "The server at \(address) did not answer in time."))
            }
            defer { timer.cancel() }
            do {
                try await opened.futureResult.get()
            } catch {
                try? await wire.executeThenClose { _, _ in }
                throw error
            }
            return (wire, lastWord)
        } catch {
            opened.fail(error)
            throw TransportFailure.translate(error, address)
        }
    }

    /// A certificate of an address has no name to send.
    private static func tls(_ context: NIOSSLContext, _ host: String) throws -> NIOSSLClientHandler {
        let isAddress = (try? SocketAddress(ipAddress: host, port: 0)) != nil
        return try NIOSSLClientHandler(context: context, serverHostname: isAddress ? nil : host)
    }

    private func head(_ request: Request, _ parts: URLComponents, _ key: String) -> String {
        let host = (parts.host ?? "") + (parts.port.map { ":\($0)" } ?? "")
        var lines = ["GET \(parts.percentEncodedPath.trimmedEnd)\(request.target) HTTP/1.1", "Host: \(host)"]
        lines += ["Upgrade: websocket", "Connection: Upgrade", "Sec-WebSocket-Version: \(Handshake.version)"]
        lines += ["Sec-WebSocket-Key: \(key)", "User-Agent: apus/\(ApusVersion.current)"]
        if let token = settings.token { lines.append("Authorization: Bearer \(token.secret)") }
        return lines.joined(separator: "\r\n") + "\r\n\r\n"
    }
}

extension String {
    /// A path without the slashes at its end.
    fileprivate var trimmedEnd: String {
        var text = self
        while text.last == "/" { text.removeLast() }
        return text
    }
}
