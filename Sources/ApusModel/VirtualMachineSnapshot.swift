import FoundationEssentials

/// A snapshot of a virtual machine: its disks, and where wanted its memory, as they were.
public struct VirtualMachineSnapshot: Codable, Hashable, Sendable, Identifiable {
    /// Where it is kept: within the disks' own images, or as images of their own.
    public enum Kind: String, Codable, Sendable, CaseIterable { case `internal`, external }

    /// Made from the VM's UUID and the name (RFC 9562, version 5), so that it is the same for every reader.
    public var id: UUID
    /// Unique within its VM.
    public var name: String
    public var vm: UUID
    public var vmName: String
    public var host: UUID
    public var hostName: String
    public var kind: Kind
    /// What the VM did when it was taken.
    public var state: VirtualMachineState
    /// Whether the guest's memory is in it, so that it goes on where it was.
    public var withMemory: Bool = false
    public var description: String?
    public var createdAt: Date?
    /// The name of the snapshot it was taken after.
    public var parent: String?
    /// Whether the VM's disks stand on it.
    public var isCurrent: Bool = false
    /// How many snapshots were taken after it, without theirs.
    public var children: Int = 0
    /// The disks it holds: `vda`.
    public var disks: [String] = []
    public var staleSince: Date?

    public init(
        id: UUID, name: String, vm: UUID, vmName: String, host: UUID, hostName: String, kind: Kind,
        state: VirtualMachineState
    ) {
        self.id = id
        self.name = name
        self.vm = vm
        self.vmName = vmName
        self.host = host
        self.hostName = hostName
        self.kind = kind
        self.state = state
    }

    public var key: HostedKey { HostedKey(host: host, id: id) }
    public var vmKey: HostedKey { HostedKey(host: host, id: vm) }
}

/// Body of `POST /api/v1/vms/{ref}/snapshots`.
public struct CreateSnapshot: Codable, Hashable, Sendable {
    /// Where it is kept; `auto` follows the VM's other snapshots and its state.
    public enum Kind: String, Codable, Sendable, CaseIterable { case `internal`, external, auto }
    /// Whether the guest's file systems are frozen meanwhile; `auto` where its agent answers.
    public enum Quiesce: String, Codable, Sendable, CaseIterable { case always, never, auto }

    /// The date and time when absent.
    public var name: String?
    public var description: String?
    /// Whether a running guest's memory is kept; its kind is then internal.
    public var memory: Bool?
    public var quiesce: Quiesce?
    /// Targets to take; all writable disks when absent.
    public var disks: [String]?
    public var kind: Kind?

    public init(name: String? = nil) { self.name = name }
}

/// Body of `POST /api/v1/vms/{ref}/snapshots/{name}/revert`.
public struct RevertSnapshot: Codable, Hashable, Sendable {
    /// Whether the VM runs afterwards; as it was when the snapshot was taken when absent.
    public var start: Bool?

    public init(start: Bool? = nil) { self.start = start }
}
