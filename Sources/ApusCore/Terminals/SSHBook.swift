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
    /// The account that cloud-init made when Apus made the VM.
    var madeUser: String?
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
    private let programs: (any TerminalPrograms)?
    private let records = Mutex<[UUID: SSHRecord]>([:])
    private let changing = Turn()

    init(store: any RegistryStore, programs: (any TerminalPrograms)?) {
        self.store = store
        self.programs = programs
    }

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

    /// Remembers who logs in to a new VM: the account that its cloud-init makes, else as in the VM whose disks it got.
    func begin(_ vm: UUID, madeUser: String?, model: UUID? = nil) async throws {
        let known = model.flatMap { model in records.withLock { $0[model] } }
        guard madeUser != nil || known != nil else { return }
        try await change(vm) { record in
            if let known { (record.settings, record.madeUser) = (known.settings, known.madeUser) }
            record.madeUser = madeUser ?? record.madeUser
        }
    }

    /// Takes away all that is kept of a VM, its pinned host keys too. Does nothing where nothing is kept.
    func forget(_ vm: UUID) async throws {
        try await programs?.forgetHostKeys(of: vm)
        try await changing.next { [self] in
            guard let record = records.withLock({ $0[vm] }) else { return }
            try await store.remove(SSHRecord.self, record.id)
            records.withLock { $0[vm] = nil }
        }
    }
}
