import ApusCore
import ApusModel
import FoundationEssentials
import HTTPTypes
import Schema

extension ControlPlane {
    /// Bytes of a storage volume, in and out.
    func volumeContentRoutes(_ hosts: TableRoutes<UUID, Host>) -> [Route] {
        [writeVolume(hosts), readVolume(hosts)]
    }

    private static var path: String { "/api/v1/hosts/{ref}/pools/{pool}/volumes/{volume}/content" }

    private func writeVolume(_ hosts: TableRoutes<UUID, Host>) -> Route {
        Route(
            method: .put, path: Self.path, policy: .operate, name: "upload-volume", tag: "Storage pools",
            summary: "Write bytes into a volume that no VM uses, from an offset on",
            query: [.query("offset", .integer(0...Int64.max), "Where the bytes begin.")],
            content: .init(limit: images.settings.maximumSize),
            answers: [
                .init(
                    status: 200, summary: "Written; the host has all bytes.",
                    schema: .reference("WrittenContent", to: ResourceSchemas.writtenContent))
            ]
        ) { call in
            let host = try hosts.find(call.reference)
            let (range, body) = (try ByteRange.written(call), try call.rawBody())
            return try .json(
                await volumes.write(
                    body.bytes, length: body.length, to: try Self.volume(call), on: host, at: range.offset))
        }
    }

    private func readVolume(_ hosts: TableRoutes<UUID, Host>) -> Route {
        Route(
            method: .get, path: Self.path, policy: .operate, name: "download-volume", tag: "Storage pools",
            summary: "The bytes of a volume; one Range resumes",
            answers: [
                .init(status: 200, summary: "All bytes.", schema: nil, contentType: "application/octet-stream"),
                .init(
                    status: 206, summary: "The bytes that `Range` names.", schema: nil,
                    contentType: "application/octet-stream"),
            ]
        ) { call in
            let host = try hosts.find(call.reference)
            return try await ContentReply.reply(to: call, try await transfers(host.id), try Self.volume(call))
        }
    }

    private static func volume(_ call: Call) throws -> VolumeName {
        let names = call.references.dropFirst()
        guard let pool = names.first, let volume = names.dropFirst().first else {
            throw Problem(.notFound, "There is no such volume.")
        }
        return VolumeName(pool: pool, volume: volume)
    }

    private var volumes: VolumeContents { VolumeContents(estate: estate) { try await transfers($0) } }
}
