import ApusModel
import AsyncHTTPClient
import FoundationEssentials
import NIOCore

/// Where bytes are on the server.
public enum ContentPath: Sendable {
    case image(String)
    case export(vm: String, file: String)
    case volume(host: String, pool: String, volume: String)
    case recording(String)

    func request(_ method: Request.Method) -> Request {
        switch self {
        case .image(let ref): Request(method, api: "images", ref, "content")
        case .export(let vm, let file): Request(method, api: "vms", vm, "export", file)
        case .recording(let ref): Request(method, api: "recordings", ref, "content")
        case .volume(let host, let pool, let volume):
            Request(method, api: "hosts", host, "pools", pool, "volumes", volume, "content")
        }
    }
}

/// Bytes in and out. `progress` is told how many bytes of the file are through.
extension Client {
    /// How far an upload is.
    ///
    /// Maps to `GET /api/v1/images/{ref}/content`.
    public func upload(of image: String) async throws -> ImageUpload {
        try await transport.send(ContentPath.image(image).request(.get)).decode(ImageUpload.self)
    }

    /// Sends a file from `offset` on.
    ///
    /// Maps to `PUT /api/v1/images/{ref}/content?offset=`.
    public func upload(
        _ file: LocalFile, to image: String, from offset: Int64, _ progress: @escaping @Sendable (Int64) -> Void
    ) async throws -> Image {
        let request = ContentPath.image(image).request(.put).query("offset", String(offset))
        return try await transport.send(request, file.bytes(from: offset, progress)).decode(Image.self)
    }

    /// Writes a file into a volume.
    ///
    /// Maps to `PUT /api/v1/hosts/{ref}/pools/{pool}/volumes/{volume}/content`.
    public func upload(
        _ file: LocalFile, to volume: ContentPath, _ progress: @escaping @Sendable (Int64) -> Void
    ) async throws -> WrittenContent {
        try await transport.send(volume.request(.put), file.bytes(from: 0, progress)).decode(WrittenContent.self)
    }

    /// Appends what is missing of some content to a local file; `total` is told to `progress` too.
    ///
    /// Maps to `GET …/content` with `Range`.
    public func download(
        _ content: ContentPath, to file: LocalFile, _ progress: @Sendable (Int64, Int64?) -> Void
    ) async throws {
        var request = content.request(.get)
        request.accept = "application/octet-stream"
        if file.size > 0 { request.range = "bytes=\(file.size)-" }
        let answer = try await transport.open(request)
        // Nothing is missing.
        if answer.status.code == 416, file.size > 0 { return }
        guard answer.status.code == (file.size > 0 ? 206 : 200) else {
            try await transport.collect(answer).check()
            throw ClientError(.unexpectedAnswer, "The server sends another part of the file than it was asked for.")
        }
        let length = answer.headers.first(name: "Content-Length").flatMap { Int64($0) }
        var done = file.size
        do {
            for try await piece in answer.body {
                try file.append(piece.readableBytesView)
                done += Int64(piece.readableBytes)
                progress(done, length.map { $0 + file.size })
            }
        } catch { throw TransportFailure.translate(error, settings.address) }
    }

    /// Has the server fetch an image.
    ///
    /// Maps to `POST /api/v1/images` with `url`.
    public func pull(_ image: CreateImage, key: String) async throws -> ApusModel.Operation {
        try await operation(Request(.post, api: "images").body(image), key, nil)
    }

    /// Maps to `DELETE /api/v1/images/{ref}`.
    public func removeImage(_ ref: String, force: Bool, key: String) async throws {
        let request = Request(.delete, api: "images", ref).query("force", force ? "true" : nil).key(key)
        try await transport.send(request).check()
    }

    /// Maps to `DELETE /api/v1/images/{ref}?dryRun=true`.
    public func imageRemoval(_ ref: String) async throws -> ImageRemoval {
        try await transport.send(Request(.delete, api: "images", ref).query("dryRun", "true")).decode(ImageRemoval.self)
    }
}
