import ApusCore
import FoundationEssentials

extension MemoryStore: BootStore {
    public func bootRecord(of host: UUID) async throws -> BootRecord? { boots[host] }

    public func save(_ record: BootRecord, of host: UUID) async throws {
        try writable()
        boots[host] = record
    }
}
