import FoundationEssentials

/// Body of `POST /api/v1/vms`. References are a name, a UUID or a number.
public struct CreateVirtualMachine: Codable, Hashable, Sendable {
    /// How the disk is made from the image: an overlay that shares it, or a copy of its own.
    public enum Clone: String, Codable, Sendable, CaseIterable { case linked, full }

    /// With `count`, a pattern such as `web-{n}` or `web-{n:03}`.
    public var name: String
    /// What the machine is made from: an image, an installer, an existing volume, a template, or empty `disks`.
    public var image: String?
    /// A CD-ROM to boot from: an image of format iso or raw, or `pool/volume`.
    public var iso: String?
    /// A second CD-ROM, such as the virtio drivers for Windows.
    public var driversISO: String?
    /// `pool/volume`, used as it is and kept when the machine is deleted.
    public var volume: String?
    /// A VM marked as a template: all its disks are linked or copied.
    public var template: String?
    /// How many machines; `name` is then a pattern.
    public var count: Int?
    /// Either an instance type, or `cpus` and `memory`.
    public var instanceType: String?
    public var cpus: Int?
    /// Bytes.
    public var memory: Int64?
    /// Bytes of the first disk; at least the image's virtual size, which is the default. With an ISO it makes an empty disk.
    public var diskSize: Int64?
    /// More disks, after the first.
    public var disks: [Disk]?
    /// Network interfaces, instead of the one on `network`; empty for none.
    public var nics: [NIC]?
    public var clone: Clone?
    /// Fixes the host; else placement chooses.
    public var host: String?
    public var placement: Placement?
    public var pool: String?
    public var network: String?
    public var accelerator: Accelerator?
    /// Chooses the defaults of the hardware; linux when absent.
    public var os: GuestSystem?
    public var firmware: Firmware?
    public var secureBoot: Bool?
    /// Whether it has an emulated TPM 2.0.
    public var tpm: Bool?
    /// The machine type, such as `q35`.
    public var machine: String?
    public var architecture: String?
    public var cpu: CPU?
    /// The CPUs and bytes it may grow to while it runs.
    public var maximumCPUs: Int?
    public var maximumMemory: Int64?
    public var bootOrder: [BootDevice]?
    public var display: Display?
    /// The model of the video card.
    public var video: String?
    public var title: String?
    public var description: String?
    public var tags: [String]?
    public var cloudInit: CloudInit?
    /// Raw cloud-init user data, instead of `cloudInit`'s fields.
    public var userData: String?
    /// Raw network configuration of cloud-init, version 1 or 2.
    public var networkConfig: String?
    /// Raw vendor data of cloud-init.
    public var vendorData: String?
    /// Whether it starts at once; true when absent.
    public var start: Bool?

    public init(name: String, image: String? = nil) {
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
    /// The user's password as crypt(5) hashes it; plain ones are refused.
    public var passwordHash: String?
    /// Shell commands, run as root at the end of the first start.
    public var runCommands: [String]?
    public var files: [File]?
    /// Such as `en_US.UTF-8`.
    public var locale: String?
    /// Such as `Europe/Berlin`.
    public var timezone: String?

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
