import ApusCore
import ApusModel
import FoundationEssentials

extension FakeHost: VolumeContentDriver {
    /// The bytes of a volume; nil where there is none.
    public func bytes(of volume: VolumeName) -> [UInt8]? {
        world.other[Self.key(volume)].map { $0.unicodeScalars.map { UInt8(clamping: $0.value) } }
    }

    public func content(of volume: VolumeName) async throws -> VolumeContent {
        try await enter("content")
        guard let bytes = anyBytes(of: volume) else { throw DriverError(.notFound, "no volume") }
        return VolumeContent(path: Self.path(volume), size: Int64(bytes.count))
    }

    public func makeEmpty(_ volume: VolumeName) async throws -> VolumeFacts {
        try await enter("makeEmpty")
        set([], volume)
        return VolumeFacts(path: Self.path(volume), format: "raw")
    }

    public func write(_ bytes: ByteSequence, to volume: VolumeName, from offset: Int64) async throws -> Int64 {
        try await enter("write")
        var written: Int64 = 0
        for try await piece in bytes {
            set((self.bytes(of: volume) ?? []) + piece, volume)
            written += Int64(piece.count)
        }
        return written
    }

    public func read(_ volume: VolumeName, from offset: Int64, length: Int64?) async throws -> ByteSequence {
        try await enter("read")
        guard let bytes = anyBytes(of: volume) else { throw DriverError(.notFound, "no volume") }
        let rest = bytes.dropFirst(Int(clamping: offset)).prefix(length.map { Int(clamping: $0) } ?? .max)
        return Pieces(of: Array(rest))
    }

    public func digest(of volume: VolumeName) async throws -> String {
        try await enter("digest")
        return Self.digest(of: bytes(of: volume) ?? [])
    }

    /// No SHA-256, but as long, and another for other bytes.
    public static func digest(of bytes: [UInt8]) -> String {
        let sum = bytes.reduce(UInt64(14_695_981_039_346_656_037)) { ($0 ^ UInt64($1)) &* 1_099_511_628_211 }
        let text = String(sum, radix: 16)
        return String(repeating: "0", count: 64 - text.count) + text
    }

    /// What was copied from another such host is a volume as it was there.
    public func refresh(_ pool: String) async throws {
        try await enter("refresh")
        state.withLock { state in
            for (key, text) in state.world.other where key.hasPrefix("content \(pool)/") && text.hasSuffix(" bytes") {
                state.world.other[key] = nil
                state.world.volumes[String(key.dropFirst("content ".count))] = text
            }
        }
    }

    /// Of an empty volume too.
    private func anyBytes(of volume: VolumeName) -> [UInt8]? {
        bytes(of: volume) ?? world.volumes["\(volume.pool)/\(volume.volume)"].map { Array($0.utf8) }
    }

    public func dependants(of path: String) async throws -> [String] {
        try await enter("dependants")
        return world.volumes.filter { $0.value.hasPrefix("linked of \(path),") }.map(\.key).sorted()
    }

    /// Puts a file into a pool.
    public func put(_ bytes: [UInt8], _ volume: VolumeName) { set(bytes, volume) }

    private func set(_ bytes: [UInt8], _ volume: VolumeName) {
        let text = String(String.UnicodeScalarView(bytes.map { Unicode.Scalar($0) }))
        state.withLock { state in
            state.world.other[Self.key(volume)] = text
            state.images[Self.path(volume)] = ImageFacts(virtualSize: Int64(bytes.count), header: Data(bytes))
        }
    }

    static func key(_ volume: VolumeName) -> String { "content \(volume.pool)/\(volume.volume)" }
    private static func path(_ volume: VolumeName) -> String { "/pools/\(volume.pool)/\(volume.volume)" }
}

/// Bytes in pieces of a test's choice.
public struct Pieces: AsyncSequence, Sendable {
    let pieces: [[UInt8]]
    /// What comes after the last piece.
    let failure: (any Error)?

    public init(of bytes: [UInt8], length: Int = 64, failure: (any Error)? = nil) {
        pieces = stride(from: 0, to: bytes.count, by: length).map {
            Array(bytes[$0..<Swift.min($0 + length, bytes.count)])
        }
        self.failure = failure
    }

    public struct AsyncIterator: AsyncIteratorProtocol {
        var pieces: ArraySlice<[UInt8]>
        let failure: (any Error)?

        public mutating func next() async throws -> [UInt8]? {
            if let piece = pieces.popFirst() { return piece }
            if let failure { throw failure }
            return nil
        }
    }

    public func makeAsyncIterator() -> AsyncIterator { AsyncIterator(pieces: pieces[...], failure: failure) }
}

/// A fetcher that finds everything in a dictionary.
public struct FakeFetcher: ImageFetcher {
    let contents: [String: [UInt8]]

    public init(_ contents: [String: [UInt8]]) { self.contents = contents }

    public func fetch(
        _ url: String, under policy: OutboundPolicy, _ body: @Sendable (FetchedContent) async throws -> Void
    ) async throws {
        guard let bytes = contents[try policy.target(url).text] else { throw Problem(.invalid, "no such file") }
        try await body(FetchedContent(length: Int64(bytes.count), bytes: Pieces(of: bytes)))
    }
}
