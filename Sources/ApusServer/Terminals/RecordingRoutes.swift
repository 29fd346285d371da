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
                .init(status: 200, summary: "All bytes.", schema: nil, contentType: Recording.contentType),
                .init(
                    status: 206, summary: "The bytes that `Range` names.", schema: nil,
                    contentType: Recording.contentType),
            ]
        ) { call in
            let row = try listing.find(call.reference)
            guard recordings.mayRead(row, call.actor) else {
                throw Problem(.forbidden, "Only operators may read the recordings of others.")
            }
            let files = try recordings.files()
            let size = try await files.size(of: row.id)
            return try ContentReply.reply(to: call, size: size, type: Recording.contentType) {
                files.read(row.id, from: $0, length: $1)
            }.with(.contentDisposition, "attachment; filename=\"\(row.fileName)\"")
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

extension Recording {
    fileprivate static let contentType = "application/x-asciicast"

    /// The names of VMs are the guests' owners': only plain signs go into a header.
    fileprivate var fileName: String {
        String(name.map { $0.isASCII && ($0.isLetter || $0.isNumber || "._-".contains($0)) ? $0 : "_" }) + ".cast"
    }
}
