import ApusCore
import ApusModel
import FoundationEssentials

/// Hands the bytes of a file of another machine, `user@address:/path`, over while `body` runs. They can be read more than once.
public typealias RemoteImages =
    @Sendable (
        _ source: String, _ body: @Sendable (FetchedContent) async throws -> Image
    ) async throws -> Image

/// Images of machines that run no VMs: copied here, and given to a host, from which the others get them when they need them.
extension CourseSetup {
    func fetched(_ line: ImageLine, _ source: String) async throws -> Image {
        if let known = await known(source) { return known }
        guard let fetch else { throw Problem(.invalid, "This server copies no files of other machines.") }
        report("copying \(source)")
        return try await fetch(source) { content in
            var request = CreateImage(
                name: Self.free(line.name, among: core.estate.images.rows().map(\.name)), source: .upload)
            (request.format, request.size) = (try await Self.format(of: content.bytes, line), content.length)
            let image = try await core.images.beginUpload(request)
            return try await core.images.append(content.bytes, to: image, at: 0, isLast: true)
        }
    }

    /// What an earlier run copied.
    private func known(_ source: String) async -> Image? {
        let entries = await core.courseBook.catalog?.images.filter { $0.source == source } ?? []
        let images = entries.compactMap(\.image).compactMap { core.estate.images.row($0) }
        return images.first { $0.state == .ready }
    }

    /// qcow2 says so in its first bytes; `.img` says nothing.
    private static func format(of bytes: ByteSequence, _ line: ImageLine) async throws -> Image.Format? {
        guard line.formats.contains(.raw) else { return line.formats.first }
        for try await piece in bytes { return piece.starts(with: Array("QFI".utf8) + [0xFB]) ? .qcow2 : .raw }
        throw Problem(.invalid, "The file is empty.")
    }
}
