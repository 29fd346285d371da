import ApusModel
import AsyncHTTPClient
import FoundationEssentials
import NIOCore

/// The one place where HTTP is spoken: token, time limits, size limit, repeats.
///
/// Redirects are not followed, since the token would go along.
struct Transport: Sendable {
    let settings: ClientSettings
    private let http: HTTPClient
    /// For uploads, which the server checks before it answers.
    private let patient: HTTPClient

    init(_ settings: ClientSettings) {
        self.settings = settings
        var configuration = HTTPClient.Configuration(redirectConfiguration: .disallow)
        configuration.timeout = .init(
            connect: TimeAmount(settings.connectTimeout), read: TimeAmount(settings.longestSilence))
        configuration.connectionPool.retryConnectionEstablishment = false
        configuration.httpVersion = .http1Only
        self.http = HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
        configuration.timeout.read = .hours(2)
        self.patient = HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
    }

    func close() async {
        // Nothing is left to be told to: the answers are there or were given up.
        try? await http.shutdown()
        try? await patient.shutdown()
    }

    /// Sends a request and collects its answer. What may be repeated is, twice, when the connection breaks.
    func send(_ request: Request) async throws -> Response {
        var pauses: [Duration] = request.isRepeatable ? [.milliseconds(200), .seconds(1)] : []
        while true {
            do {
                return try await sendOnce(request)
            } catch let error as ClientError where error.code == .connectionLost {
                guard !pauses.isEmpty else { throw error }
                try await Task.sleep(for: pauses.removeFirst())
            }
        }
    }

    /// Opens an answer that goes on, such as the event stream.
    func open(_ request: Request) async throws -> HTTPClientResponse {
        var copy = message(request)
        copy.headers.replaceOrAdd(name: "Cache-Control", value: "no-cache")
        do {
            // The deadline of an execution covers its body too, so an endless answer gets a far one.
            return try await http.execute(copy, timeout: .hours(24 * 365))
        } catch { throw TransportFailure.translate(error, settings.address) }
    }

    private func sendOnce(_ request: Request) async throws -> Response {
        do {
            let limit = TimeAmount(settings.answerTimeout + .seconds(request.wait))
            return try await collect(http.execute(message(request), timeout: limit))
        } catch { throw TransportFailure.translate(error, settings.address) }
    }

    func collect(_ answer: HTTPClientResponse) async throws -> Response {
        let body = try await answer.body.collect(upTo: settings.largestAnswer)
        return Response(
            status: Int(answer.status.code), contentType: answer.headers.first(name: "Content-Type") ?? "",
            body: Data(body.readableBytesView))
    }

    /// Sends bytes as they come. The other side may be silent for long when it checks what it got.
    func send(_ request: Request, _ bytes: LocalFile.Bytes) async throws -> Response {
        var copy = message(request)
        copy.headers.replaceOrAdd(name: "Content-Type", value: "application/octet-stream")
        copy.body = .stream(bytes, length: .known(bytes.count))
        do {
            return try await collect(patient.execute(copy, timeout: .hours(24)))
        } catch { throw TransportFailure.translate(error, settings.address) }
    }

    func message(_ request: Request) -> HTTPClientRequest {
        var message = HTTPClientRequest(url: settings.address.text + request.target)
        message.method = .RAW(value: request.method.rawValue)
        message.headers.add(name: "Accept", value: request.accept + ", application/problem+json")
        message.headers.add(name: "User-Agent", value: "apus/\(ApusVersion.current)")
        if let token = settings.token { message.headers.add(name: "Authorization", value: "Bearer \(token.secret)") }
        if let key = request.idempotencyKey { message.headers.add(name: "Idempotency-Key", value: key) }
        if let range = request.range { message.headers.add(name: "Range", value: range) }
        if let id = request.lastEventID { message.headers.add(name: "Last-Event-ID", value: id) }
        if let body = request.body {
            message.headers.add(name: "Content-Type", value: "application/json")
            message.body = .bytes(ByteBuffer(bytes: body))
        }
        return message
    }
}
