import ApusCore
import ApusModel
import FoundationEssentials
import HTTPTypes
import Schema

extension ControlPlane {
    /// Adding, filling, reading and removing of images.
    func imageRoutes(_ listing: TableRoutes<UUID, Image>) -> [Route] {
        [addImage, fillImage(listing), readImage(listing), removeImage(listing)]
    }

    private var addImage: Route {
        Route(
            method: .post, path: "/api/v1/images", policy: .operate, name: "add-image", tag: "Images",
            summary: "Add an image: a file on the hosts by `path`, one the server fetches by `url`, or an upload",
            query: [.wait], body: .init(name: "CreateImage", schema: RequestSchemas.createImage),
            answers: [
                .init(status: 201, summary: "Added; with `source: upload` its bytes may come.", schema: .image)
            ] + Route.Answer.operation
        ) { call in
            let request = try call.decode(CreateImage.self)
            if request.url != nil { return try await change(call) { try await images.download(request, $0) } }
            let image =
                try await request.source == .upload
                ? images.beginUpload(request) : images.add(request) { try await providers.drivers(for: $0) }
            return try image.tagged(for: call, status: 201)
                .with(.location, "/api/v1/images/\(image.id.uuidString.lowercased())")
        }
    }

    private func fillImage(_ listing: TableRoutes<UUID, Image>) -> Route {
        Route(
            method: .put, path: "/api/v1/images/{ref}/content", policy: .operate, name: "upload-image", tag: "Images",
            summary: "Append bytes to an upload; with the last one the image is checked and ready",
            query: [
                .query("offset", .integer(0...Int64.max), "Where the bytes begin; the end of those that came."),
                .query("complete", .boolean, "The file ends with these bytes, where its size was not announced."),
            ], content: .init(limit: images.settings.maximumSize),
            answers: [.init(status: 200, summary: "The image; `uploading` where more is to come.", schema: .image)]
        ) { call in
            let range = try ByteRange.written(call)
            let body = try call.rawBody()
            let image = try await images.append(
                body.bytes, to: try listing.find(call.reference), at: range.offset,
                isLast: call.flag("complete") || range.isLast)
            return try image.tagged(for: call)
        }
    }

    private func readImage(_ listing: TableRoutes<UUID, Image>) -> Route {
        Route(
            method: .get, path: "/api/v1/images/{ref}/content", policy: .operate, name: "download-image",
            tag: "Images",
            summary: "The bytes of an image that Apus keeps, or how far its upload is (also in Upload-Offset)",
            answers: [
                .init(status: 200, summary: "All bytes.", schema: nil, contentType: "application/octet-stream"),
                .init(
                    status: 200, summary: "While `uploading`: how far it is.",
                    schema: .reference("ImageUpload", to: ResourceSchemas.imageUpload)),
                .init(
                    status: 206, summary: "The bytes that `Range` names.", schema: nil,
                    contentType: "application/octet-stream"),
            ]
        ) { call in
            let image = try listing.find(call.reference)
            guard image.state == .ready else {
                let upload = try await images.upload(image)
                return try Reply.json(upload).with(own: OwnHeader.uploadOffset, String(upload.offset))
            }
            let (volume, host) = try images.source(of: image)
            return try await ContentReply.reply(to: call, try await transfers(host), volume)
        }
    }

    private func removeImage(_ listing: TableRoutes<UUID, Image>) -> Route {
        Route(
            method: .delete, path: "/api/v1/images/{ref}", policy: .operate, name: "remove-image", tag: "Images",
            summary: "Remove an image, with the files that Apus made of it; files that were there before stay",
            query: [
                .query("force", .boolean, "Forget it though machines were made from it; files in use stay."),
                .query("dryRun", .boolean, "Only say what would go."),
            ],
            answers: [
                .init(status: 204, summary: "Removed.", schema: nil),
                .init(
                    status: 200, summary: "With ?dryRun=true: the plan.",
                    schema: .reference("ImageRemoval", to: ResourceSchemas.imageRemoval)),
            ]
        ) { call in
            let image = try listing.matching(call)
            if call.flag("dryRun") { return try .json(await images.removal(of: image)) }
            try await images.remove(image, force: call.flag("force"))
            return .nothing
        }
    }

    /// What moves the bytes of a host's volumes.
    func transfers(_ host: UUID) async throws -> any VolumeContentDriver {
        guard let content = try await providers.drivers(for: host).content else {
            throw DriverError(.unsupported, "The host moves no bytes of volumes.")
        }
        return content
    }
}
