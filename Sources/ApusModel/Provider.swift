import FoundationEssentials

/// A system that brings hosts: today one libvirt daemon; later a Docker engine, an oVirt engine or an SCVMM server.
public struct Provider: Codable, Hashable, Sendable, Identifiable {
    public enum Kind: String, Codable, Sendable, CaseIterable { case libvirt }

    /// Whether Apus can talk to it now.
    public enum State: String, Codable, Sendable, CaseIterable { case connecting, connected, unreachable }

    public var id: UUID
    /// A small number for people and old contracts; from a sequence, never reused.
    public var number: Int64
    public var name: String
    public var kind: Kind
    /// In libvirt's URI form, for example `qemu:///system` or `qemu+ssh://root@node1/system`.
    public var address: String
    public var settings: ProviderSettings
    public var createdAt: Date
    public var state: State = .connecting
    /// Why it cannot be reached, in words; nil while connected.
    public var fault: String?
    public var lastSeen: Date?
    /// Whether it stands in the server's configuration file, which keeps it from being removed; absent where it does not.
    public var configured: Bool?

    public init(
        id: UUID, number: Int64, name: String, kind: Kind, address: String, settings: ProviderSettings, createdAt: Date
    ) {
        self.id = id
        self.number = number
        self.name = name
        self.kind = kind
        self.address = address
        self.settings = settings
        self.createdAt = createdAt
    }
}

/// What a provider's administrator chose for new machines there.
public struct ProviderSettings: Codable, Hashable, Sendable {
    /// The storage pool for disks that Apus makes; made as a directory pool when it is missing.
    public var pool: String
    /// The directory of that pool when Apus has to make it; nil for libvirt's usual images folder.
    public var poolPath: String?
    /// The network new NICs join.
    public var network: String
    public var accelerator: Accelerator

    public init(
        pool: String = "apus", poolPath: String? = nil, network: String = "default", accelerator: Accelerator = .auto
    ) {
        self.pool = pool
        self.poolPath = poolPath
        self.network = network
        self.accelerator = accelerator
    }
}

/// How a guest's processor runs. `auto` takes KVM only where the host's CPU shows `vmx` or `svm`, else QEMU's emulation.
public enum Accelerator: String, Codable, Sendable, CaseIterable { case auto, kvm, tcg }

/// Body of `POST /api/v1/providers`.
public struct CreateProvider: Codable, Hashable, Sendable {
    public var name: String
    public var address: String
    public var pool: String?
    public var poolPath: String?
    public var network: String?
    public var accelerator: Accelerator?

    public init(name: String, address: String) {
        self.name = name
        self.address = address
    }

    /// What it asks for, with the standard for the rest.
    public var settings: ProviderSettings {
        let standard = ProviderSettings()
        return ProviderSettings(
            pool: pool ?? standard.pool, poolPath: poolPath, network: network ?? standard.network,
            accelerator: accelerator ?? standard.accelerator)
    }
}
