/// What Apus can do on a host, by the host's driver. Verbs that are not in a host's list are refused before they are tried.
public enum HostCapability: String, Codable, Sendable, CaseIterable {
    /// New machines, and full or linked copies.
    case create
    case start, stop
    /// With resume.
    case suspend
    case reboot, reset
    /// With restore.
    case save
    /// Changes of the definition, adopting and releasing.
    case change
    /// Disks, network cards and host devices of machines.
    case devices
    case delete, snapshots, templates, migrate, export
    /// What a guest's agent does.
    case guest
    case pools, networks
}
