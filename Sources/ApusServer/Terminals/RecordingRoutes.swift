import ApusCore
import ApusModel
import FoundationEssentials
import HTTPTypes
import Hummingbird
import NIOCore
import Schema

extension ControlPlane {
    /// Searching, reading and deleting of recordings. The search comes before the list's own routes: its name is no reference.
    func recordingRoutes(_ listing: TableRoutes<UUID, Recording>) -> [Route] {
        [searchRecordings] + listing.routes + [readRecording(listing), deleteRecording(listing)]
    }

    private var searchRecordings: Route {
        Route(
            method: .get, path: "/api/v1/recordings/search", policy: .use, name: "search-recordings",
            tag: "Recordings",
            summary: "Lines that terminals showed, with a text in them; of one's own recordings, for operators of all",
            query: [
                .query(
                    "text", .string(minLength: 1, maxLength: 256), "What to look for; letters of either case.",
                    required: true),
                .query("limit", .integer(1...1000), "The most lines; 100 when absent."),
            ],
            answers: [
                .init(
                    status: 200, summary: "The lines, the newest recording first.",
                    schema: .reference("RecordingMatches", to: ResourceSchemas.recordingMatches))
            ]
        ) { call in
            guard let text = call.query["text"] else {
                let words = "must be the text to look for"
                throw Problem(
                    .invalid, "The search needs a text.",
                    errors: [.init(pointer: "?text", code: "required", message: words)])
            }
            return try .json(
                await recordings.search(text, limit: call.integer("limit") ?? 100, call.actor))
        }
    }

    private func readRecording(_ listing: TableRoutes<UUID, Recording>) -> Route {
        Route(
            method: .get, path: "/api/v1/recordings/{ref}/content", policy: .use, name: "download-recording",
            tag: "Recordings",
            summary:
                "A recording as asciicast v2, one's own or for operators any; of one that is still recorded what there is",
            answers: [
                .init(status: 200, summary: "All bytes.", schema: nil, contentType: RecordingReply.type),
                .init(
                    status: 206, summary: "The bytes that `Range` names.", schema: nil,
                    contentType: RecordingReply.type),
            ]
        ) { call in
            let row = try listing.find(call.reference)
            guard recordings.mayRead(row, call.actor) else {
                throw Problem(.forbidden, "Only operators may read the recordings of others.")
            }
            return try await RecordingReply.reply(to: call, row, try recordings.files())
        }
    }

    private func deleteRecording(_ listing: TableRoutes<UUID, Recording>) -> Route {
        Route(
            method: .delete, path: "/api/v1/recordings/{ref}", policy: .administer, name: "delete-recording",
            tag: "Recordings", summary: "Delete a recording for good; the server's log keeps who did it",
            answers: [.init(status: 204, summary: "Deleted.", schema: nil)]
        ) { call in
            try await recordings.remove(try listing.matching(call), try call.caller())
            return .nothing
        }
    }
}

/// Answers with the file of a recording, or the range of it that is asked for.
enum RecordingReply {
    static let type = "application/x-asciicast"

    static func reply(
        to call: Call, _ row: Recording, _ files: any RecordingArchive
    ) async throws -> Reply {
        let size = try await files.size(of: row.id)
        let range: ByteRange?
        do {
            range = try ByteRange.read(call.headers[.range], of: size)
        } catch is ByteRange.Unsatisfiable {
            return Reply(status: 416).with(.contentRange, "bytes */\(size)")
        }
        let offset = range?.offset ?? 0
        let length = (range?.last).map { $0 - offset + 1 } ?? size
        var reply = Reply(status: range == nil ? 200 : 206).with(.acceptRanges, "bytes")
            .with(.contentLength, String(length))
            .with(.contentDisposition, "attachment; filename=\"\(row.fileName)\"")
        if let range { reply.headers[.contentRange] = "bytes \(range.offset)-\(range.last ?? size - 1)/\(size)" }
        reply.content = .stream(type: type) { writer in
            for try await piece in files.read(row.id, from: offset, length: length) {
                try await writer.write(ByteBuffer(bytes: piece))
            }
            try await writer.finish(nil)
        }
        return reply
    }
}

extension Recording {
    /// The names of VMs are the guests' owners': only plain signs go into a header.
    fileprivate var fileName: String {
        String(name.map { $0.isASCII && ($0.isLetter || $0.isNumber || "._-".contains($0)) ? $0 : "_" }) + ".cast"
    }
}
