import HummingbirdCore
import Logging
import NIOCore
import NIOHTTP1
import NIOHTTPTypesHTTP1

/// Hummingbird's HTTP/1.1 channel, which takes the next request only when the one before is answered.
///
/// Without that, a request behind one that ends the connection would still be carried out: a smuggled one too.
struct EdgeChannel: ServerChildChannel {
    let http: HTTP1Channel
    /// Whether spaces in the target of the first request are taken.
    var repairsLine = false

    func setup(channel: any Channel, logger: Logger) -> EventLoopFuture<HTTP1Channel.Value> {
        http.setup(channel: channel, logger: logger).flatMapThrowing { value in
            let pipeline = channel.pipeline.syncOperations
            let codec = try pipeline.handler(type: HTTP1ToHTTPServerCodec.self)
            try pipeline.addHandler(HTTPServerPipelineHandler(), position: .before(codec))
            if repairsLine { try pipeline.addHandler(RequestLine(), position: .first) }
            // Nobody takes one that comes while the server stops; dropped before it is closed, it would end the process.
            channel.closeFuture.whenComplete { _ in withExtendedLifetime(value) {} }
            return value
        }
    }

    func handle(value: HTTP1Channel.Value, logger: Logger) async { await http.handle(value: value, logger: logger) }
}
