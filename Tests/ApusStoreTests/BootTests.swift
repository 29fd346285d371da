import ApusCore
import ApusModel
import ApusTesting
import Foundation
import Testing

@testable import ApusStore

@Suite(.timeLimit(.minutes(1))) struct BootStoreTests {
    private let folder = Folder()

    @Test func `the boot of a host is kept over a restart and goes with its provider`() async throws {
        let provider = Provider(
            id: UUID(), number: 0, name: "lab", kind: .libvirt, address: "test:///default", settings: .init(),
            createdAt: Date(timeIntervalSince1970: 1))
        let seenAt = Date(timeIntervalSince1970: 1_800_000_000)
        var record = BootRecord(boot: HostBoot(busyTime: .max), id: UUID(), seenAt: seenAt, waiting: [UUID(), UUID()])
        let host: UUID
        do {
            let store = try folder.open()
            _ = try await store.add(provider)
            host = try await store.identify(native: "self", of: provider.id, suggestedName: "lab").id
            #expect(try await store.bootRecord(of: host) == nil)
            try await store.save(record, of: host)
            record.waiting.removeFirst()
            try await store.save(record, of: host)
        }
        let store = try folder.open()
        #expect(try await store.bootRecord(of: host) == record)
        try await store.remove(Provider.self, provider.id)
        #expect(try await store.bootRecord(of: host) == nil)
    }
}
