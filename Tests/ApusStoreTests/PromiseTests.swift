import ApusCore
import ApusModel
import ApusTesting
import Foundation
import Testing
import Workflow

@testable import ApusStore

/// What the core may rely on, of the real store and of the one in memory that its tests use.
@Suite(.timeLimit(.minutes(1))) struct PromiseTests {
    enum Kind: CaseIterable { case sqlite, memory }

    private func with(_ kind: Kind, _ body: (any ControlPlane.Storage) async throws -> Void) async throws {
        let folder = Folder()
        switch kind {
        case .sqlite: return try await body(try folder.open())
        case .memory: return try await body(MemoryStore())
        }
    }

    @Test(arguments: Kind.allCases) func `a resource has one lock until its operation is settled`(_ kind: Kind)
        async throws
    {
        try await with(kind) { store in
            var first = try await store.accepted(.sample(locks: ["vm:1", "name:a"]))
            await #expect(throws: AcceptanceRefusal.locked(resource: "name:a", by: first.id)) {
                try await store.accept(.sample(locks: ["vm:2", "name:a"]))
            }
            #expect(try await store.history(limit: 10).map(\.id) == [first.id], "a refused change stores nothing")
            first.state = .stuck
            try await store.settle(first)
            await #expect(throws: AcceptanceRefusal.self) { try await store.accept(.sample(locks: ["vm:1"])) }
            first.state = .failed
            try await store.settle(first)
            _ = try await store.accepted(.sample(locks: ["vm:1", "name:a"]))
        }
    }

    @Test(arguments: Kind.allCases) func `of two claims on the same generation of a host one is refused`(_ kind: Kind)
        async throws
    {
        try await with(kind) { store in
            let host = try await store.host()
            let generation = try #require(try await store.claims().generations[host])
            var first = try await store.accepted(.sample(host: host, generation: generation))
            await #expect(throws: AcceptanceRefusal.generationMoved) {
                try await store.accept(.sample(host: host, generation: generation))
            }
            let book = try await store.claims()
            #expect(book.claims.map(\.vm) == [first.target.id] && book.generations[host] == generation + 1)
            _ = try await store.accepted(.sample(host: host, generation: generation + 1))
            first.state = .succeeded
            try await store.settle(first)
            #expect(try await store.claims().claims.count == 1)
        }
    }

    @Test(arguments: Kind.allCases) func `a claim on an unknown host is refused`(_ kind: Kind) async throws {
        try await with(kind) { store in
            await #expect(throws: AcceptanceRefusal.generationMoved) { try await store.accept(.sample(host: UUID())) }
            let history = try await store.history(limit: 1)
            #expect(history.isEmpty)
        }
    }

    @Test(arguments: Kind.allCases) func `a key leads to its operation, and with another request nowhere`(_ kind: Kind)
        async throws
    {
        try await with(kind) { store in
            let key = IdempotencyKey(actor: "a", key: "k", requestHash: "h")
            let first = try await store.accepted(.sample(key: key))
            guard case .existing(let again) = try await store.accept(.sample(key: key)) else {
                return #expect(Bool(false))
            }
            #expect(again.id == first.id)
            #expect(try await store.operation(under: key)?.id == first.id)
            let reused = IdempotencyKey(actor: "a", key: "k", requestHash: "other")
            await #expect(throws: AcceptanceRefusal.keyReused) { try await store.accept(.sample(key: reused)) }
            await #expect(throws: AcceptanceRefusal.keyReused) { try await store.operation(under: reused) }
            let other = IdempotencyKey(actor: "b", key: "k", requestHash: "other")
            #expect(try await store.operation(under: other) == nil)
            _ = try await store.accepted(.sample(key: other))
        }
    }

    @Test(arguments: Kind.allCases) func `a journal is kept in order and moves its operation`(_ kind: Kind) async throws
    {
        try await with(kind) { store in
            let operation = try await store.accepted(.sample())
            let entries: [JournalEntry] = [
                .started(step: "a"), .succeeded(step: "a", output: Data("1".utf8)), .committed,
                .failed(failure: Data("2".utf8)),
                .undone(step: "a"),
            ]
            for entry in entries { try await store.append(entry, to: operation.id) }
            #expect(try await store.entries(of: operation.id) == entries)
            let stored = try await store.stored(operation.id)?.operation
            #expect(stored?.state == .unwinding && stored?.cancellable == false)
        }
    }

    @Test(arguments: Kind.allCases) func `an operation that goes on keeps input and intents`(_ kind: Kind) async throws
    {
        try await with(kind) { store in
            let acceptance = Acceptance.sample(host: try await store.host(), input: "secret")
            let operation = try await store.accepted(acceptance)
            let stored = try #require(try await store.unsettled().first)
            #expect(
                stored.operation == operation && stored.input == Data("secret".utf8)
                    && stored.workflow == "vm.create.v1")
            #expect(stored.intents == acceptance.intents)
        }
    }

    @Test(arguments: Kind.allCases) func `numbers are never given twice, names are unique in any case`(_ kind: Kind)
        async throws
    {
        try await with(kind) { store in
            let first = try await store.add(image("debian"))
            let second = try await store.add(image("fedora"))
            #expect([first.number, second.number] == [1, 2])
            await #expect(throws: Problem.self) { try await store.add(image("FEDORA")) }
            try await store.remove(Image.self, second.id)
            #expect(try await store.add(image("Fedora")).number > 2)
            #expect(try await store.all(Image.self).map(\.name) == ["debian", "Fedora"])
            let operation = try await store.accepted(.sample())
            #expect(try await store.accepted(.sample()).number == operation.number + 1)
        }
    }

    @Test(arguments: Kind.allCases) func `a host keeps its identity`(_ kind: Kind) async throws {
        try await with(kind) { store in
            let provider = try await store.add(
                Provider(
                    id: UUID(), number: 0, name: "p", kind: .libvirt, address: "a", settings: .init(),
                    createdAt: Date(timeIntervalSince1970: 0)))
            let first = try await store.identify(native: "n", of: provider.id, suggestedName: "node1")
            #expect(try await store.identify(native: "n", of: provider.id, suggestedName: "renamed") == first)
            let second = try await store.identify(native: "m", of: provider.id, suggestedName: "node2")
            #expect(
                try await store.identities(of: provider.id) == [first, second] && second.number == first.number + 1)
        }
    }

    @Test(arguments: Kind.allCases) func `the history is newest first and bounded`(_ kind: Kind) async throws {
        try await with(kind) { store in
            for _ in 0..<5 { _ = try await store.accepted(.sample()) }
            #expect(try await store.history(limit: 3).map(\.number) == [5, 4, 3])
        }
    }

    @Test(arguments: Kind.allCases) func `many changes at once leave each number and lock used once`(_ kind: Kind)
        async throws
    {
        try await with(kind) { store in
            let numbers = await withTaskGroup(of: Int64?.self) { group in
                for round in 0..<60 {
                    group.addTask { try? await store.accepted(.sample(locks: ["vm:\(round % 20)"])).number }
                }
                return await group.reduce(into: [Int64]()) { if let number = $1 { $0.append(number) } }
            }
            #expect(numbers.count == 20 && Set(numbers).count == 20)
        }
    }
}
