import ApusCore
import ApusModel
import FoundationEssentials
import HTTPTypes
import Hummingbird
import NIOCore

/// Answers with the bytes of a volume: all of them, or the range that is asked for.
enum ContentReply {
    static func reply(
        to call: Call, _ transfers: any VolumeContentDriver, _ volume: VolumeName
    ) async throws -> Reply {
        let size = try await transfers.content(of: volume).size
        let range: ByteRange?
        do throws(ByteRange.Unsatisfiable) {
            range = try narrowed(call, size)
        } catch {
            return Reply(status: 416).with(.contentRange, "bytes */\(size)")
        }
        let offset = range?.offset ?? 0
        let length = (range?.last).map { $0 - offset + 1 } ?? size
        var reply = Reply(status: range == nil ? 200 : 206).with(.acceptRanges, "bytes")
            .with(.contentLength, String(length))
        if let range { reply.headers[.contentRange] = "bytes \(range.offset)-\(range.last ?? size - 1)/\(size)" }
        reply.content = .stream(type: "application/octet-stream") { writer in
            for try await piece in try await transfers.read(volume, from: offset, length: length) {
                try await writer.write(ByteBuffer(bytes: piece))
            }
            try await writer.finish(nil)
        }
        return reply
    }

    private static func narrowed(_ call: Call, _ size: Int64) throws(ByteRange.Unsatisfiable) -> ByteRange? {
        do {
            return try ByteRange.read(call.headers[.range], of: size)
        } catch {
            throw error as? ByteRange.Unsatisfiable ?? .init(size: size)
        }
    }
}
