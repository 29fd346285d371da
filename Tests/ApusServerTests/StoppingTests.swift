import Foundation
import Testing

/// What the end of a server is to those who come at that moment.
@Suite(.timeLimit(.minutes(2))) struct StoppingTests {
    @Test func `connections that come while the server stops end with it, and do not end the process`() async throws {
        for _ in 0..<5 {
            var storms: [Task<Void, Never>] = []
            try await TestServer.run { server async throws in
                let port = server.port
                storms = (0..<4).map { _ in Task { await storm(port) } }
                #expect(try await server.ask("GET", "/healthz", nil, as: nil).status == 200)
            }
            for storm in storms { await storm.value }
        }
    }

    /// Connects again and again until nobody listens any more; another server may take the port then.
    private func storm(_ port: Int) async {
        let end = ContinuousClock.now.advanced(by: .seconds(2))
        await withCheckedContinuation { continuation in
            Thread.detachNewThread {
                while ContinuousClock.now < end, (try? RawConnection(port: port)) != nil {}
                continuation.resume()
            }
        }
    }
}
