import ApusCore
import ApusModel
import FoundationEssentials
import HTTPTypes
import Hummingbird
import Schema

/// `/api/v1/events`: every change as server-sent events (WHATWG HTML, section 9.2), to be resumed by `Last-Event-ID`.
struct EventRoutes: Sendable {
    let feed: Feed
    /// The beat while nothing happens.
    let ping: Duration
    let gate: Gate
    private static let nouns = [
        Provider.noun, Host.noun, VirtualMachine.noun, StoragePool.noun, Volume.noun, Network.noun, Image.noun,
        InstanceType.noun, VirtualMachineSnapshot.noun,
        ApusModel.Operation.noun, Recording.noun,
    ]

    var routes: [Route] {
        [
            Route(
                method: .get, path: "/api/v1/events", policy: .view, name: "events", tag: "Events",
                summary: "Every change as server-sent events; a `reset` asks to list again",
                query: [.query("kinds", .string(maxLength: 256), "Nouns, comma separated; all when absent.")],
                answers: [.init(status: 200, summary: "The stream.", schema: nil, contentType: "text/event-stream")]
            ) { call in
                let kinds = try kinds(call)
                let start = start(after: call)
                return Reply(
                    status: 200,
                    content: .stream(type: "text/event-stream") { writer in
                        try await stream(kinds, from: start, of: call.admission, to: &writer)
                    }
                ).with(.cacheControl, "no-store")
            }
        ]
    }

    private func kinds(_ call: Call) throws -> Set<String>? {
        guard let text = call.query["kinds"] else { return nil }
        let kinds = Set(text.split(separator: ",").map(String.init))
        guard !kinds.isEmpty, kinds.isSubset(of: Self.nouns) else {
            let message = "must be of \(Self.nouns.joined(separator: ", "))"
            throw Problem(
                .invalid, "The query has faults.", errors: [.init(pointer: "?kinds", code: "one-of", message: message)])
        }
        return kinds
    }

    /// Where the reader stopped: nil when it must list again, the present when it comes anew.
    private func start(after call: Call) -> UInt64? {
        guard let id = call.headers[own: OwnHeader.lastEventID] else { return feed.last }
        let parts = id.split(separator: "-")
        guard parts.count == 2, parts[0] == feed.epoch else { return nil }
        return UInt64(parts[1])
    }

    private func stream(
        _ kinds: Set<String>?, from start: UInt64?, of reader: Admission, to writer: inout any ResponseBodyWriter
    ) async throws {
        let wakes = Pulse.merged(feed.wakes(), every: ping)
        let watch = gate.onEnd(of: reader, wakes.end)
        defer { watch.cancel() }
        var position = start ?? feed.last
        try await writer.write(start == nil ? reset(position) : ByteBuffer(string: ": apus\n\n"))
        var lastWrite = ContinuousClock.now
        for await _ in wakes.stream {
            let events = feed.events(after: position)
            let shown = events?.filter { kinds?.contains($0.kind) ?? true }
            position = events == nil ? feed.last : events?.last?.sequence ?? position
            if let shown, shown.isEmpty {
                // Many events of other kinds are no reason to write.
                guard ContinuousClock.now - lastWrite >= ping / 2 else { continue }
                try await writer.write(ByteBuffer(string: ": ping\n\n"))
            } else if let shown {
                try await write(shown, to: &writer)
            } else {
                try await writer.write(reset(position))
            }
            lastWrite = .now
        }
        try await writer.finish(nil)
    }

    /// In pieces, so that a reader far behind never has its whole backlog as text in memory.
    private func write(_ events: [FeedEvent], to writer: inout any ResponseBodyWriter) async throws {
        var buffer = ByteBuffer()
        for event in events {
            buffer.writeString(try text(event))
            if buffer.readableBytes < 65_536 { continue }
            try await writer.write(buffer)
            buffer.clear()
        }
        if buffer.readableBytes > 0 { try await writer.write(buffer) }
    }

    private func text(_ event: FeedEvent) throws -> String {
        if event.change == .reset { return "event: reset\nid: \(feed.epoch)-\(event.sequence)\ndata: {}\n\n" }
        let item = try event.item.map { String(decoding: try JSONCoding.encode($0), as: UTF8.self) }
        let data = "{\"change\":\"\(event.change.rawValue)\",\"id\":\"\(event.id)\",\"kind\":\"\(event.kind)\""
        return
            "id: \(feed.epoch)-\(event.sequence)\nevent: \(event.kind)\ndata: \(data)\(item.map { ",\"item\":\($0)" } ?? "")}\n\n"
    }

    private func reset(_ sequence: UInt64) -> ByteBuffer {
        ByteBuffer(string: "event: reset\nid: \(feed.epoch)-\(sequence)\ndata: {}\n\n")
    }
}

/// A stream that also beats by itself, so that a silent connection is kept alive and a dead one is noticed.
struct Pulse: Sendable {
    let stream: AsyncStream<Void>
    /// Ends the stream.
    let end: @Sendable () -> Void

    static func merged(_ wakes: AsyncStream<Void>, every interval: Duration) -> Pulse {
        let (stream, continuation) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
        let forward = Task {
            for await _ in wakes { continuation.yield() }
            continuation.finish()
        }
        let beat = Task {
            while !Task.isCancelled {
                try await Task.sleep(for: interval)
                continuation.yield()
            }
        }
        continuation.onTermination = { _ in
            forward.cancel()
            beat.cancel()
        }
        return Pulse(stream: stream, end: { continuation.finish() })
    }
}
