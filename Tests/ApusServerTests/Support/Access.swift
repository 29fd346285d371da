import ApusCore
import Foundation
import Synchronization

@testable import ApusServer

/// How a test's server is reached, and its clocks.
struct Access {
    var pageFolders: [String]?
    var prefix = ""
    var origins = OriginRule()
    var rules = ApusServer.Gate.Rules()
    var time = GateTime()

    func gate(_ tokens: [StoredToken], _ store: any TokenStore) -> ApusServer.Gate {
        ApusServer.Gate(tokens, store: store, rules: rules, origins: origins, time: time)
    }
}

/// Both clocks of a gate, moved by hand.
final class HandClock: Sendable {
    private let passed = Mutex(Duration.zero)
    static let start = Date(timeIntervalSince1970: 1_800_000_000)

    var time: GateTime {
        GateTime(
            now: { Self.start.addingTimeInterval(TimeInterval(self.passed.withLock { $0 }.components.seconds)) },
            steady: { self.passed.withLock { $0 } })
    }

    func advance(_ seconds: Int) { passed.withLock { $0 += .seconds(seconds) } }
}

extension TestServer {
    static let ownHost = ["Host": "localhost:8080"]
    static let ownOrigin = ["Host": "localhost:8080", "Origin": "http://localhost:8080"]

    /// Signs a browser in and gives what it then sends.
    func signIn(_ role: Role = .administrator) async throws -> String {
        let answer = try await ask(
            "POST", "/api/v1/session", json: "{\"token\":\"\(Self.tokens[role] ?? "")\"}", as: nil, Self.ownOrigin)
        guard answer.status == 200, let cookie = answer["Set-Cookie"] else {
            throw RawConnection.Failure(words: answer.text)
        }
        return String(cookie.prefix { $0 != ";" })
    }

    /// Asks as a browser with this cookie does, from the server's own page.
    func browse(
        _ method: String, _ path: String, _ cookie: String, json: String? = nil, _ more: [String: String] = ownOrigin
    ) async throws -> Answer {
        var headers = more
        headers["Cookie"] = cookie
        guard let json else { return try await ask(method, path, nil, as: nil, headers) }
        return try await ask(method, path, json: json, as: nil, headers)
    }
}
