import ApusModel
import FoundationEssentials
import Schema

/// Uploads in pieces. How far one is, the host knows: the file there has as many bytes as came, also after a crash of the server.
extension Images {
    /// Makes an image whose bytes a client will send, and an empty file for them.
    public func beginUpload(_ request: CreateImage) async throws -> Image {
        let place = try await place(of: request)
        var image = row(of: request, path: "")
        image.state = .uploading
        image.expiresAt = ambient.now().addingTimeInterval(settings.uploadLife)
        let name = VolumeName(pool: place.pool, volume: Self.volume(of: image))
        // The row first: a file without a row would stay for ever.
        image.copies = [.init(host: place.host.id, pool: name.pool, volume: name.volume, path: "", state: .filling)]
        let stored = try await ledger.add(image)
        do {
            let path = try await makeFile(name, place)
            try await ledger.note(
                .init(host: place.host.id, pool: name.pool, volume: name.volume, path: path, state: .filling),
                of: stored.id)
            return await ledger.row(stored.id) ?? stored
        } catch {
            try await ledger.remove(stored.id)
            throw Problem.describing(error)
        }
    }

    /// How far the upload is, as its host says.
    public func upload(_ image: Image) async throws -> ImageUpload {
        let (content, copy) = try await filling(image)
        let size = try await content.content(of: copy.name).size
        return ImageUpload(offset: size, size: image.size, expiresAt: image.expiresAt)
    }

    /// Appends bytes at `offset`, which must be where the file ends. With the last byte the image is checked and is ready.
    /// - Parameter isLast: whether the file ends with these bytes, where its size was not announced.
    /// - Throws: a ``Problem``: `conflict` for another offset; `invalid` for a file that is not what was announced or is not
    ///   safe, which is deleted then.
    public func append(_ bytes: ByteSequence, to image: Image, at offset: Int64, isLast: Bool) async throws -> Image {
        try await ledger.writing(image.id) {
            let (content, copy) = try await filling(image)
            let before = try await content.content(of: copy.name).size
            guard before == offset else {
                throw Problem(
                    .conflict,
                    "The host has \(before) bytes of this image, so the next piece begins there, not at \(offset).")
            }
            let end = (image.size ?? settings.maximumSize)
            let piece = LimitedBytes(base: bytes, limit: max(0, end - before))
            let written = try await content.write(piece, to: copy.name, from: offset)
            let size = before + written
            guard isLast || size == image.size else { return image }
            return try await finish(image, copy, size)
        }
    }

    /// Removes uploads on a host that nobody finished in time.
    public func expire(on host: UUID) async {
        let now = ambient.now()
        let late = estate.images.rows().filter { image in
            image.state == .uploading && image.copies.contains { $0.host == host }
                && image.expiresAt.map { $0 < now } == true
        }
        for image in late {
            // What cannot be deleted now is tried at the next listing.
            try? await ledger.writing(image.id) { try await discard(image) }
        }
    }

    /// Checks a whole file, and makes the image ready or takes it away.
    private func finish(_ image: Image, _ copy: Image.Copy, _ size: Int64) async throws -> Image {
        let (storage, content) = try await drivers(copy.host).forImages()
        do {
            let digest = try await content.digest(of: copy.name)
            try Self.check(size: size, sha256: digest, against: image)
            try await content.refresh(copy.pool)
            let facts = try await storage.inspect(path: copy.path, format: image.format)
            let virtual = try ImageSafety.virtualSize(of: facts, format: image.format, pointer: "")
            let checked = WholeImage(copy: copy, size: size, sha256: digest, virtualSize: virtual)
            let whole = try await drivers(copy.host).converted(checked, of: image)
            let ready = try await ledger.change(image.id) { $0.becomeReady(whole) } ?? image
            if whole.copy != copy { try await storage.deleteVolume(copy.volume, in: copy.pool) }
            return ready
        } catch let problem as Problem where problem.status == 422 {
            try await discard(image)
            throw problem
        }
    }

    static func check(size: Int64, sha256: String, against image: Image) throws {
        if let announced = image.size, announced != size {
            throw mismatch("size/mismatch", "/size", "it has \(size) bytes, not the announced \(announced)")
        }
        if let announced = image.sha256, announced != sha256 {
            throw mismatch("sha256/mismatch", "/sha256", "its SHA-256 is \(sha256), not the announced \(announced)")
        }
    }

    private static func mismatch(_ code: String, _ pointer: String, _ message: String) -> Problem {
        Problem(
            .invalid, "The image is not what was announced, and was removed: \(message).",
            errors: [.init(pointer: pointer, code: code, message: message)])
    }

    private func discard(_ image: Image) async throws {
        for copy in image.copies {
            let storage = try await drivers(copy.host).forImages().storage
            // Converted or not: both have names that follow from the image's id.
            for volume in Set([copy.volume, Self.volume(of: image.converted)]) {
                try await storage.deleteVolume(volume, in: copy.pool)
            }
        }
        try await ledger.remove(image.id)
    }

    private func makeFile(_ name: VolumeName, _ place: ImagePlace) async throws -> String {
        let (storage, content) = try await drivers(place.host.id).forImages()
        try await storage.ensurePool(place.pool, path: place.poolPath)
        return try await content.makeEmpty(name).path
    }

    private func filling(_ image: Image) async throws -> (any VolumeContentDriver, Image.Copy) {
        guard image.state == .uploading, let copy = image.copies.first else {
            throw Problem(
                .invalidState, "The image \(Echo.quoted(image.name)) is \(image.state.rawValue), not uploading.")
        }
        return (try await drivers(copy.host).forImages().content, copy)
    }
}

extension Image {
    mutating func becomeReady(_ whole: WholeImage) {
        var copy = whole.copy
        copy.state = .ready
        if format.isForeign { format = .qcow2 }
        (state, path, copies, expiresAt) = (.ready, copy.path, [copy], nil)
        (size, sha256, virtualSize) = (whole.size, whole.sha256, whole.virtualSize)
    }
}

/// Bytes that must not be more than there is room for.
struct LimitedBytes: AsyncSequence, Sendable {
    let base: ByteSequence
    let limit: Int64

    struct AsyncIterator: AsyncIteratorProtocol {
        var base: any AsyncIteratorProtocol<[UInt8], any Error>
        var left: Int64
        let limit: Int64

        mutating func next() async throws -> [UInt8]? {
            guard let piece = try await base.next() else { return nil }
            left -= Int64(piece.count)
            guard left >= 0 else { throw Problem(.tooLarge, "More than \(limit) bytes came.") }
            return piece
        }
    }

    func makeAsyncIterator() -> AsyncIterator {
        AsyncIterator(base: base.makeAsyncIterator(), left: limit, limit: limit)
    }
}
