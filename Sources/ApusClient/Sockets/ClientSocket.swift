import NIOCore
import Synchronization
import WebSockets

/// A WebSocket of a server, open for as long as ``Client/withSocket(_:_:)`` lends it.
public struct ClientSocket: Sendable {
    public enum Message: Hashable, Sendable {
        case bytes([UInt8])
        case text(String)
    }

    /// How a socket ended: the server's close code and words. Code 1006 stands for a connection that was lost.
    public struct Ending: Hashable, Sendable {
        public var code: Int
        public var reason: String
    }

    /// The last word of the server, kept by the channel's handler.
    final class LastWord: Sendable {
        private let ending = Mutex<Ending?>(nil)
        var value: Ending? { ending.withLock { $0 } }
        /// The first one counts.
        func say(_ code: CloseCode, _ reason: String) {
            ending.withLock { $0 = $0 ?? Ending(code: Int(code.rawValue), reason: reason) }
        }
    }

    let inbound: NIOAsyncChannelInboundStream<Message>
    let outbound: NIOAsyncChannelOutboundWriter<Message?>
    let lastWord: LastWord
    /// Below what a server takes for a terminal.
    private static let longestMessage = 32_768

    /// What comes, in order, until the socket ends; to be read once.
    public var messages: some AsyncSequence<Message, any Error> & Sendable { inbound }

    /// How it ended; nil while it is open.
    public var ending: Ending? { lastWord.value }

    /// Sends bytes, in several messages when they are many; waits while the server takes no more.
    public func send(_ bytes: [UInt8]) async throws {
        var rest = bytes[...]
        while !rest.isEmpty {
            try await outbound.write(.bytes(Array(rest.prefix(Self.longestMessage))))
            rest = rest.dropFirst(Self.longestMessage)
        }
    }

    public func send(text: String) async throws { try await outbound.write(.text(text)) }

    /// Says that it is over; `messages` ends when the server has answered.
    public func close() async {
        // A socket that has ended already needs no more.
        try? await outbound.write(nil)
    }
}
