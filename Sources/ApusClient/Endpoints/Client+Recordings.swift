import ApusModel
import FoundationEssentials
import NIOCore

/// What passed terminals.
extension Client {
    /// Maps to `GET /api/v1/recordings/search?text=&limit=`.
    public func searchRecordings(_ text: String, limit: Int?) async throws -> RecordingMatches {
        var request = Request(.get, api: "recordings", "search").query("text", text)
            .query("limit", limit.map { String($0) })
        request.wait = 15
        return try await transport.send(request).decode(RecordingMatches.self)
    }

    /// The file of a recording, as it comes.
    ///
    /// Maps to `GET /api/v1/recordings/{ref}/content`.
    public func recording(_ ref: String, _ visit: ([UInt8]) async throws -> Void) async throws {
        var request = ContentPath.recording(ref).request(.get)
        request.accept = "application/x-asciicast"
        let answer = try await transport.open(request)
        guard answer.status.code == 200 else { return try await transport.collect(answer).check() }
        var pieces = answer.body.makeAsyncIterator()
        while let piece = try await next(&pieces) { try await visit(piece) }
    }

    private func next<Pieces: AsyncIteratorProtocol>(_ pieces: inout Pieces) async throws -> [UInt8]?
    where Pieces.Element == ByteBuffer {
        do { return try await pieces.next().map { Array($0.readableBytesView) } } catch {
            throw TransportFailure.translate(error, settings.address)
        }
    }
}
