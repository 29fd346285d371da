import ApusClient
import ApusModel
import Foundation
import Testing

extension IntegrationTests {
    /// The same request, many times at once.
    @Suite struct Repeats {
        @Test func `one idempotency key makes one machine however often it is sent`() async throws {
            try await Site.with { site in
                try await site.server.use { client in
                    let key = Client.idempotencyKey()
                    let operations = try await withThrowingTaskGroup(of: ApusModel.Operation.self) { group in
                        for _ in 0..<20 {
                            group.addTask { try await client.create(.blank("once", start: false), key: key) }
                        }
                        return try await group.reduce(into: []) { $0.append($1) }
                    }
                    #expect(operations.count == 20)
                    #expect(Set(operations.map(\.id)).count == 1)
                    let first = try #require(operations.first)
                    try await client.succeeded(first)
                    let late = try await client.create(.blank("once", start: false), key: key)
                    #expect(late.id == first.id && late.state == .succeeded)
                    await #expect {
                        try await client.create(.blank("twice"), key: key)
                    } throws: {
                        refused($0, "idempotency-key-reused", 422)
                    }
                }
                #expect(try await Leftovers.find(site, wanted: ["once"]) == [])
            }
        }

        @Test func `a name without a key is given once and refused the other times`() async throws {
            try await Site.with { site in
                let body: [String: any Sendable] = [
                    "name": "single", "image": Images.blank, "instanceType": "nano", "start": false,
                ]
                let answers = try await withThrowingTaskGroup(of: Int.self) { group in
                    for _ in 0..<20 {
                        group.addTask { try await site.server.call("POST", "/vms", body: body).status }
                    }
                    return try await group.reduce(into: []) { $0.append($1) }
                }
                #expect(answers.sorted() == [202] + Array(repeating: 409, count: 19))
                try await site.server.use { client in
                    try await eventually("the machine is made", within: .seconds(20)) {
                        try await client.vm("single").operation == nil
                    }
                }
                #expect(try await Leftovers.find(site, wanted: ["single"]) == [])
            }
        }
    }
}
