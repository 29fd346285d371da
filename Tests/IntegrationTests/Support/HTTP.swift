import Foundation
import FoundationNetworking

/// An answer as it came, for what the client does not show.
struct HTTPAnswer: Sendable {
    var status: Int
    var body: String
}

/// Requests as plain as possible.
enum HTTP {
    private static let session: URLSession = {
        let configuration = URLSessionConfiguration.ephemeral
        configuration.timeoutIntervalForRequest = 30
        configuration.httpMaximumConnectionsPerHost = 32
        return URLSession(configuration: configuration)
    }()

    static func get(_ url: String, token: String? = nil) async throws -> HTTPAnswer {
        try await send("GET", url, token: token)
    }

    static func send(
        _ method: String, _ url: String, token: String? = nil, key: String? = nil, body: [String: any Sendable]? = nil
    ) async throws -> HTTPAnswer {
        guard let address = URL(string: url) else { throw ToolFailure(description: "no URL: \(url)") }
        var request = URLRequest(url: address)
        request.httpMethod = method
        if let token { request.setValue("Bearer \(token)", forHTTPHeaderField: "Authorization") }
        if let key { request.setValue(key, forHTTPHeaderField: "Idempotency-Key") }
        if let body {
            request.setValue("application/json", forHTTPHeaderField: "Content-Type")
            request.httpBody = try JSONSerialization.data(withJSONObject: body)
        }
        let (data, response) = try await session.data(for: request)
        let status = (response as? HTTPURLResponse)?.statusCode ?? 0
        return HTTPAnswer(status: status, body: String(decoding: data, as: UTF8.self))
    }
}

extension ApusServerProcess {
    /// Sends a request below `/api/v1` with the server's token.
    nonisolated func call(
        _ method: String, _ path: String, key: String? = nil, body: [String: any Sendable]? = nil
    ) async throws -> HTTPAnswer {
        let secret = try String(contentsOfFile: token, encoding: .utf8).trimmingCharacters(in: .whitespacesAndNewlines)
        return try await HTTP.send(method, await url("/api/v1" + path), token: secret, key: key, body: body)
    }
}
