import ApusModel
import FoundationEssentials

/// What workflows need to bring images to hosts.
public struct ImageWork: Sendable {
    public var ledger: ImageLedger
    public var fetcher: (any ImageFetcher)?
    public var signatures: (any SignatureVerifier)?
    public var settings: Images.Settings

    public init(
        ledger: ImageLedger, fetcher: (any ImageFetcher)? = nil, signatures: (any SignatureVerifier)? = nil,
        settings: Images.Settings = .init()
    ) {
        self.ledger = ledger
        self.fetcher = fetcher
        self.signatures = signatures
        self.settings = settings
    }
}

extension WorkflowContext {
    /// - Throws: ``DriverError`` `unsupported` for a server that keeps no images.
    func imageWork() throws -> ImageWork {
        guard let images else { throw DriverError(.unsupported, "This server keeps no images.") }
        return images
    }

    /// Fetches a URL under the administrator's rules.
    func fetch(_ url: String, _ body: @Sendable (FetchedContent) async throws -> Void) async throws {
        let work = try imageWork()
        guard let fetcher = work.fetcher else { throw Problem(.invalid, "This server fetches nothing.") }
        try await fetcher.fetch(url, under: work.settings.outbound, body)
    }
}

/// Bytes that are counted, and told of, as they pass.
struct CountedBytes: AsyncSequence, Sendable {
    let base: ByteSequence
    let passed: @Sendable (Int64) -> Void

    struct AsyncIterator: AsyncIteratorProtocol {
        var base: any AsyncIteratorProtocol<[UInt8], any Error>
        var total: Int64 = 0
        let passed: @Sendable (Int64) -> Void

        mutating func next() async throws -> [UInt8]? {
            guard let piece = try await base.next() else { return nil }
            total += Int64(piece.count)
            passed(total)
            return piece
        }
    }

    func makeAsyncIterator() -> AsyncIterator { AsyncIterator(base: base.makeAsyncIterator(), passed: passed) }
}
