import ApusModel
import FoundationEssentials
import Workflow

/// Fetches an image by URL into a host's pool. After a crash the download begins anew.
struct DownloadImageWorkflow: Workflow {
    static let kind = "image.download.v1"
    static let stepNames = ["checksum", "volume", "download", "check", "convert", "publish"]

    var host: UUID
    var image: Image
    var volume: VolumeName
    var poolPath: String?
    var url: String
    var sumsURL: String?
    var signatureURL: String?

    func run(_ step: Steps<WorkflowContext>, in context: WorkflowContext) async throws -> OperationOutput {
        let sum = try await step("checksum", undo: { try await context.imageWork().ledger.remove(image.id) }) {
            try await announcedSum(context)
        }
        let path = try await step("volume", undo: { try await drop(context) }) { try await makeFile(context) }
        let size = try await step("download") { try await download(step, context) }
        let checked = try await step("check") { try await check(path, size, sum, context) }
        let whole = try await step("convert", undo: { try await dropConverted(context) }) {
            try await context.drivers(host).converted(checked, of: image)
        }
        try await step.commit()
        try await step("publish") { try await publish(whole, context) }
        return OperationOutput()
    }

    private func publish(_ whole: WholeImage, _ context: WorkflowContext) async throws {
        _ = try await context.imageWork().ledger.change(image.id) { $0.becomeReady(whole) }
        if whole.copy.volume != volume.volume { try await drop(context) }
    }

    private func dropConverted(_ context: WorkflowContext) async throws {
        guard image.format.isForeign else { return }
        try await context.drivers(host).forImages().storage.deleteVolume(
            Images.volume(of: image.converted), in: volume.pool)
    }

    /// The checksum that was given, or the one of the list that was named; nil where neither was.
    private func announcedSum(_ context: WorkflowContext) async throws -> String? {
        let announced = AnnouncedSum(sha256: image.sha256, sumsURL: sumsURL, signatureURL: signatureURL)
        let found = try await announced.find(OutboundTarget(url)?.fileName ?? "", context)
        try await context.imageWork().ledger.change(image.id) { $0.signedBy = found.signer }
        return found.sha256
    }

    private func makeFile(_ context: WorkflowContext) async throws -> String {
        let (storage, content) = try await context.drivers(host).forImages()
        try await storage.ensurePool(volume.pool, path: poolPath)
        return try await content.makeEmpty(volume).path
    }

    private func download(_ step: Steps<WorkflowContext>, _ context: WorkflowContext) async throws -> Int64 {
        let content = try await context.drivers(host).forImages().content
        _ = try await content.makeEmpty(volume)
        let total = image.size
        try await context.fetch(url) { fetched in
            let expected = fetched.length ?? total ?? 0
            let counted = CountedBytes(base: fetched.bytes) { bytes in
                let part = expected > 0 ? min(1, Double(bytes) / Double(expected)) : 0
                step.progress(0.2 + 0.6 * part, "downloading: \(bytes >> 20) MiB")
            }
            _ = try await content.write(counted, to: volume, from: 0)
        }
        return try await content.content(of: volume).size
    }

    private func check(
        _ path: String, _ size: Int64, _ sum: String?, _ context: WorkflowContext
    ) async throws -> WholeImage {
        let (storage, content) = try await context.drivers(host).forImages()
        let digest = try await content.digest(of: volume)
        var announced = image
        announced.sha256 = sum
        try Images.check(size: size, sha256: digest, against: announced)
        try await content.refresh(volume.pool)
        let facts = try await storage.inspect(path: path, format: image.format)
        let virtual = try ImageSafety.virtualSize(of: facts, format: image.format, pointer: "/url")
        let copy = Image.Copy(host: host, pool: volume.pool, volume: volume.volume, path: path, state: .filling)
        return WholeImage(copy: copy, size: size, sha256: digest, virtualSize: virtual)
    }

    private func drop(_ context: WorkflowContext) async throws {
        try await context.drivers(host).forImages().storage.deleteVolume(volume.volume, in: volume.pool)
    }
}

extension Images {
    /// Makes an image that an operation fetches by URL.
    public func download(_ request: CreateImage, _ caller: Caller) async throws -> ApusModel.Operation {
        let target = try settings.outbound.target(request.url ?? "")
        let sums = try request.sha256sumsURL.map { try settings.outbound.target($0, pointer: "/sha256sumsURL") }
        let signature = try request.signatureURL.map { try settings.outbound.target($0, pointer: "/signatureURL") }
        if signature != nil { try await requireVerifier() }
        let place = try await place(of: request)
        var image = row(of: request, path: "")
        (image.state, image.url) = (.downloading, target.text)
        let name = VolumeName(pool: place.pool, volume: Self.volume(of: image))
        image.copies = [.init(host: place.host.id, pool: name.pool, volume: name.volume, path: "", state: .filling)]
        let stored = try await ledger.add(image)
        do {
            return try await operations.submit(
                "image.download", of: .init(kind: Image.noun, id: stored.id, name: stored.name), on: place.host.id,
                DownloadImageWorkflow(
                    host: place.host.id, image: stored, volume: name, poolPath: place.poolPath, url: target.text,
                    sumsURL: sums?.text, signatureURL: signature?.text),
                locks: ["image:\(stored.id.uuidString)"], caller)
        } catch {
            try await ledger.remove(stored.id)
            throw error
        }
    }
    /// Before anything is fetched: what is missing for signatures is known now.
    private func requireVerifier() async throws {
        guard let signatures else { throw AnnouncedSum.noVerifier }
        try await signatures.requireReady()
    }
}
