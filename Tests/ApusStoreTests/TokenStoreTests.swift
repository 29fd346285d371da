import ApusCore
import ApusModel
import Foundation
import Testing

@testable import ApusStore

@Suite(.timeLimit(.minutes(1))) struct TokenStoreTests {
    @Test func `tokens are kept with their time, once by name, until they are removed`() async throws {
        let store = try Folder().open()
        let now = Date(timeIntervalSince1970: 1_800_000_000)
        let token = StoredToken(
            id: UUID(), name: "ada", hash: "a", role: .viewer, createdAt: now, expires: now.addingTimeInterval(60))
        try await store.add(token)
        #expect(try await store.tokens() == [token])
        let twin = StoredToken(id: UUID(), name: "ada", hash: "b", role: .viewer, createdAt: now)
        let refusal = await #expect(throws: Problem.self) { try await store.add(twin) }
        #expect(refusal?.code == "name-taken")
        try await store.removeToken(token.id)
        try await store.removeToken(token.id)
        #expect(try await store.tokens().isEmpty)
    }
}
