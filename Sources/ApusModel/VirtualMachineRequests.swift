import FoundationEssentials

/// Body of `POST /api/v1/vms`. References are a name, a UUID or a number.
public struct CreateVirtualMachine: Codable, Hashable, Sendable {
    /// How the disk is made from the image: an overlay that shares it, or a copy of its own.
    public enum Clone: String, Codable, Sendable, CaseIterable { case linked, full }

    public var name: String
    public var image: String
    /// Either an instance type, or `cpus` and `memory`.
    public var instanceType: String?
    public var cpus: Int?
    /// Bytes.
    public var memory: Int64?
    /// Bytes; at least the image's virtual size, which is the default.
    public var diskSize: Int64?
    public var clone: Clone?
    /// Fixes the host; else placement chooses.
    public var host: String?
    public var pool: String?
    public var network: String?
    public var accelerator: Accelerator?
    public var description: String?
    public var cloudInit: CloudInit?
    /// Raw cloud-init user data, instead of `cloudInit`'s fields.
    public var userData: String?
    /// Whether it starts at once; true when absent.
    public var start: Bool?

    public init(name: String, image: String) {
        self.name = name
        self.image = image
    }
}

/// cloud-init by fields.
public struct CloudInit: Codable, Hashable, Sendable {
    /// The guest's host name; the VM's name when absent.
    public var hostname: String?
    public var user: String?
    public var sshKeys: [String]?
    public var packages: [String]?

    public init(hostname: String? = nil, user: String? = nil, sshKeys: [String]? = nil, packages: [String]? = nil) {
        self.hostname = hostname
        self.user = user
        self.sshKeys = sshKeys
        self.packages = packages
    }
}

/// Body of `POST /api/v1/vms/{id}/stop`.
public struct StopVirtualMachine: Codable, Hashable, Sendable {
    /// Seconds the guest gets to shut down by itself before its power is cut; 60 when absent, 0 cuts at once.
    public var graceSeconds: Int?

    public init(graceSeconds: Int? = nil) { self.graceSeconds = graceSeconds }
}

/// Which disks go with a VM that is deleted: `DELETE /api/v1/vms/{ref}?volumes=`.
public enum DeletedVolumes: String, Codable, Sendable, CaseIterable {
    /// Those Apus made for it.
    case own
    /// Its other disks too, unless something else uses them.
    case all
    case none
}

/// What deleting a VM takes away; the answer of `DELETE /api/v1/vms/{id}?dryRun=true` and part of the operation's output.
public struct DeletionPlan: Codable, Hashable, Sendable {
    public var vm: UUID
    public var name: String
    /// Volumes that go with the VM.
    public var deletes: [String]
    /// Disks that stay.
    public var keeps: [String]
    /// Why a disk stays though all were to go.
    public var notes: [String]?

    public init(vm: UUID, name: String, deletes: [String], keeps: [String]) {
        self.vm = vm
        self.name = name
        self.deletes = deletes
        self.keeps = keeps
    }
}
