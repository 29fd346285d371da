import ApusCore
import ApusModel
import FoundationEssentials
import HTTPTypes
import Hummingbird
import NIOCore

/// Answers with bytes: all of them, or the range that is asked for.
enum ContentReply {
    /// The content of a volume.
    static func reply(
        to call: Call, _ transfers: any VolumeContentDriver, _ volume: VolumeName
    ) async throws -> Reply {
        let size = try await transfers.content(of: volume).size
        return try reply(to: call, size: size, type: "application/octet-stream") {
            try await transfers.read(volume, from: $0, length: $1)
        }
    }

    /// - Parameter read: pieces from an offset on, of so many bytes together.
    static func reply(
        to call: Call, size: Int64, type: String,
        _ read: @escaping @Sendable (_ offset: Int64, _ length: Int64) async throws -> ByteSequence
    ) throws -> Reply {
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
        if let range { reply.headers[.contentRange] = "bytes \(range.offset)-\(range.last ?? size - 1)/\(size)" }
        reply.content = .stream(type: type) { writer in
            for try await piece in try await read(offset, length) {
                try await writer.write(ByteBuffer(bytes: piece))
            }
            try await writer.finish(nil)
        }
        return reply
    }
}
