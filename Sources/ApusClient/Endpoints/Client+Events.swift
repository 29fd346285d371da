import ApusModel
import AsyncHTTPClient
import FoundationEssentials
import NIOCore

extension Client {
    /// Follows changes until the stream ends, and hands each to `body`, which returns whether to go on.
    ///
    /// Maps to `GET /api/v1/events`. `after` is the id of the last event seen; the server sends `reset` when it no longer knows
    /// what came after it. A silence of 60 seconds (the server pings every 15) ends it with `connection-lost`.
    public func events(
        kinds: [String] = [], after: String? = nil, _ body: @Sendable (ServerSentEvent) async throws -> Bool
    ) async throws {
        var request = Request(.get, api: "events")
        if !kinds.isEmpty { request = request.query("kinds", kinds.joined(separator: ",")) }
        request.accept = "text/event-stream"
        request.lastEventID = after
        let answer = try await transport.open(request)
        guard answer.status.code == 200 else { return try await transport.collect(answer).check() }
        do {
            try await read(answer.body, body)
        } catch { throw TransportFailure.translate(error, settings.address) }
    }

    private func read(
        _ stream: HTTPClientResponse.Body, _ body: @Sendable (ServerSentEvent) async throws -> Bool
    ) async throws {
        var parser = EventStreamParser()
        for try await buffer in stream {
            let events: [ServerSentEvent]
            do { events = try parser.push(buffer.readableBytesView) } catch {
                throw ClientError(.answerTooLarge, "An event is larger than this client takes.")
            }
            for event in events where try await !body(event) { return }
        }
    }
}
