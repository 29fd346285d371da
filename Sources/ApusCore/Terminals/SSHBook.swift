import ApusModel
import FoundationEssentials
import Synchronization

/// How a VM is reached by ssh, as it is kept.
struct SSHRecord: Registered {
    static let noun = "vm-ssh"
    /// The VM's: it keeps its settings on whichever host it is.
    var id: UUID
    var number: Int64 = 0
    /// The VM's id in words: unique.
    var name: String
    var settings = VirtualMachineSSH()
    var refusedHostKey: String?
    var refusedAt: Date?

    init(_ vm: UUID) {
        id = vm
        name = vm.uuidString.lowercased()
    }
}

/// The settings of single VMs for ssh, and the host keys that were refused.
final class SSHBook: Sendable {
    private let store: any RegistryStore
    private let records = Mutex<[UUID: SSHRecord]>([:])
    private let changing = Turn()

    init(store: any RegistryStore) { self.store = store }

    func load() async throws {
        let stored = try await store.all(SSHRecord.self)
        records.withLock { records in for record in stored { records[record.id] = record } }
    }

    subscript(vm: UUID) -> SSHRecord { records.withLock { $0[vm] } ?? SSHRecord(vm) }

    func change(_ vm: UUID, _ change: @escaping @Sendable (inout SSHRecord) -> Void) async throws {
        try await changing.next { [self] in
            let known = records.withLock { $0[vm] }
            var record = known ?? SSHRecord(vm)
            change(&record)
            if known == nil { record = try await store.add(record) } else { try await store.update(record) }
            records.withLock { [record] in $0[vm] = record }
        }
    }
}
