import ApusModel
import FoundationEssentials
import HTTPTypes
import WebSockets

/// The server's side of the opening handshake (RFC 6455, section 4.2).
enum SocketHandshake {
    /// The fields of the answer to a request that is one.
    /// - Parameter offers: whether the one subprotocol there is, `binary`, may be chosen.
    /// - Throws: ``UpgradeRequired``, or a ``Problem`` `bad-request`.
    static func answer(_ call: Call, offersBinary: Bool) throws -> HTTPFields {
        guard words(call.headers, .upgrade).contains("websocket"), words(call.headers, .connection).contains("upgrade")
        else { throw UpgradeRequired() }
        guard call.headers[values: .secWebSocketVersion] == [Handshake.version] else { throw UpgradeRequired() }
        let keys = call.headers[values: .secWebSocketKey]
        guard call.subject.hasPrefix("GET "), keys.count == 1, let key = keys.first, Handshake.isKey(key) else {
            throw Problem(.badRequest, "The WebSocket handshake needs GET and one Sec-WebSocket-Key of 16 bytes.")
        }
        var fields: HTTPFields = [
            .upgrade: "websocket", .connection: "Upgrade", .secWebSocketAccept: Handshake.accept(key),
        ]
        // Named only when it was offered: browsers give up on a protocol they did not ask for.
        if offersBinary, words(call.headers, .secWebSocketProtocol).contains("binary") {
            fields[.secWebSocketProtocol] = "binary"
        }
        return fields
    }

    /// A list's elements in lower case.
    private static func words(_ headers: HTTPFields, _ name: HTTPField.Name) -> [String] {
        headers[values: name].flatMap { $0.lowercased().split(separator: ",") }.map { $0.filter { !$0.isWhitespace } }
    }
}

/// The path is a WebSocket, the request is no handshake of version 13.
struct UpgradeRequired: Error {
    var problem: Problem {
        Problem(.upgradeRequired, "This path is a WebSocket (RFC 6455, version 13): open it as one.")
    }
}
