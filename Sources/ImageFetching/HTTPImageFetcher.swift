import ApusCore
import ApusModel
import AsyncHTTPClient
import NIOCore
import NIOHTTP1

/// Fetches by HTTP, following the policy at every step: each name is resolved once, the address is checked, and the connection
/// goes to that address and no other.
public struct HTTPImageFetcher: ImageFetcher {
    private static let redirects = 5
    private let resolve: @Sendable (String, Int) async throws -> [IPAddress]

    /// - Parameter resolve: the addresses of a name; tests give their own.
    public init(resolve: @escaping @Sendable (String, Int) async throws -> [IPAddress] = Resolver.addresses) {
        self.resolve = resolve
    }

    public func fetch(
        _ url: String, under policy: OutboundPolicy, _ body: @Sendable (FetchedContent) async throws -> Void
    ) async throws {
        let end = ContinuousClock.now.advanced(by: .seconds(policy.maximumSeconds))
        var next: String? = url
        for _ in 0...Self.redirects {
            guard let place = next else { return }
            let target = try policy.target(place)
            let address = try policy.address(of: target, among: try await resolve(target.host, target.port))
            next = try await visit(target, at: address, until: end, policy, body)
        }
        if next != nil { throw OutboundPolicy.refusal("it redirects more than \(Self.redirects) times") }
    }

    /// Asks one server.
    /// - Returns: where it sends us instead; nil when `body` had the content.
    private func visit(
        _ target: OutboundTarget, at address: IPAddress, until end: ContinuousClock.Instant,
        _ policy: OutboundPolicy,
        _ body: @Sendable (FetchedContent) async throws -> Void
    ) async throws -> String? {
        let client = HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration(target, address))
        do {
            let next = try await ask(client, target, end, policy, body)
            try await client.shutdown()
            return next
        } catch {
            try? await client.shutdown()
            throw FetchFailure.translate(error, target)
        }
    }

    private func configuration(_ target: OutboundTarget, _ address: IPAddress) -> HTTPClient.Configuration {
        var configuration = HTTPClient.Configuration(redirectConfiguration: .disallow, proxy: nil)
        configuration.timeout = .init(connect: .seconds(15), read: .seconds(60))
        // The name stays in the Host field and in the certificate that is wanted.
        configuration.dnsOverride = [target.host: address.description]
        configuration.httpVersion = .http1Only
        configuration.decompression = .disabled
        return configuration
    }

    private func ask(
        _ client: HTTPClient, _ target: OutboundTarget, _ end: ContinuousClock.Instant, _ policy: OutboundPolicy,
        _ body: @Sendable (FetchedContent) async throws -> Void
    ) async throws -> String? {
        var request = HTTPClientRequest(url: target.text)
        request.headers.add(name: "User-Agent", value: "apusd/\(ApusVersion.current)")
        request.headers.add(name: "Accept-Encoding", value: "identity")
        let left = TimeAmount(max(.seconds(1), end - .now))
        let answer = try await client.execute(request, timeout: left)
        switch answer.status.code {
        case 200: try await body(try content(of: answer, policy))
        case 301, 302, 303, 307, 308:
            guard let location = answer.headers.first(name: "Location") else { fallthrough }
            return target.following(location)
        default:
            throw Problem(.invalid, "The server \(target.host) answered with HTTP status \(answer.status.code).")
        }
        return nil
    }

    private func content(of answer: HTTPClientResponse, _ policy: OutboundPolicy) throws -> FetchedContent {
        guard answer.headers.first(name: "Content-Encoding").map({ $0.lowercased() == "identity" }) ?? true else {
            throw Problem(.invalid, "The server sends the file encoded, which was not asked for.")
        }
        let length = answer.headers.first(name: "Content-Length").flatMap { Int64($0) }
        if let length, length > policy.maximumSize { throw CappedBytes.tooLarge(policy.maximumSize) }
        return FetchedContent(length: length, bytes: CappedBytes(base: answer.body, limit: policy.maximumSize))
    }
}

/// The bytes of an answer, no more than the policy takes.
struct CappedBytes: AsyncSequence, Sendable {
    let base: HTTPClientResponse.Body
    let limit: Int64

    struct AsyncIterator: AsyncIteratorProtocol {
        var base: HTTPClientResponse.Body.AsyncIterator
        var left: Int64
        let limit: Int64

        mutating func next() async throws -> [UInt8]? {
            guard let buffer = try await base.next() else { return nil }
            left -= Int64(buffer.readableBytes)
            guard left >= 0 else { throw CappedBytes.tooLarge(limit) }
            return Array(buffer.readableBytesView)
        }
    }

    func makeAsyncIterator() -> AsyncIterator {
        AsyncIterator(base: base.makeAsyncIterator(), left: limit, limit: limit)
    }

    static func tooLarge(_ limit: Int64) -> Problem {
        Problem(.invalid, "The file is larger than \(limit) bytes (setting images.maxSize).")
    }
}

/// What clients are told of a fetch that failed.
enum FetchFailure {
    private static let cuts: [HTTPClientError] = [.remoteConnectionClosed, .uncleanShutdown, .readTimeout]

    static func translate(_ error: any Error, _ target: OutboundTarget) -> any Error {
        switch error {
        case is Problem, is DriverError, is CancellationError: error
        case let error as HTTPClientError where error == .cancelled: CancellationError()
        case let error as HTTPClientError where error == .deadlineExceeded:
            Problem(.hostTimeout, "Fetching took longer than images.maxSeconds allows.")
        case let error as HTTPClientError where cuts.contains(error):
            Problem(.hostRefused, "The connection to \(target.host) ended before the file did.")
        case let error as HTTPParserError:
            Problem(.hostRefused, "The connection to \(target.host) ended before the file did (\(error)).")
        default: Problem(.hostRefused, "The server \(target.host) cannot be reached.")
        }
    }
}
