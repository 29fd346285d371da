import ApusCore
import ApusModel
import FoundationEssentials
import Libvirt
import LibvirtXML

/// A domain's part in a migration.
enum MigrationJob {
    case none
    case sending(DomainJob)
    case arriving
}

extension MigrationJob {
    /// `virDomainJobOperation`: an outgoing migration, and an incoming one.
    private static let outgoing: Int64 = 5
    private static let incoming: Int64 = 4

    fileprivate init(_ job: DomainJob) {
        guard job.kind != .none else {
            self = .none
            return
        }
        switch job.fields["operation"]?.integer {
        case Self.outgoing: self = .sending(job)
        case Self.incoming: self = .arriving
        default: self = .none
        }
    }

    /// A domain that has just stopped has no job, and one that arrives tells of none.
    fileprivate init(refusal error: LibvirtError) throws {
        if error.message.contains("only on the source host") {
            self = .arriving
            return
        }
        guard error.code == .operationInvalid else { throw error }
        self = .none
    }
}

extension Domain {
    fileprivate borrowing func migrationJob() throws -> MigrationJob {
        guard try isActive() else { return .none }
        do {
            return MigrationJob(try job())
        } catch {
            return try MigrationJob(refusal: error)
        }
    }
}

extension Connection {
    func migrationJob(of id: UUID) throws -> MigrationJob { try domain(id).migrationJob() }

    func migrationStanding(of id: UUID) throws -> MigrationStanding {
        try unlessGone {
            switch try migrationJob(of: id) {
            case .sending: return .sending
            case .arriving: return .arriving
            case .none: break
            }
            let (state, reason) = try domain(id).state()
            switch state {
            case .shutoff, .crashed, .none: return MigrationStanding.off
            case .paused where [PausedReason.migration.rawValue, PausedReason.postcopy.rawValue].contains(reason):
                return .halted
            // An arrival that its host has just begun to make.
            case .paused where reason == PausedReason.startingUp.rawValue: return .arriving
            case .paused, .guestSuspended: return .paused
            default: return .running
            }
        } ?? .absent
    }

    func send(_ id: UUID, _ journey: MigrationJourney) throws {
        var parameters = MigrationParameters()
        parameters.uri = journey.reach.host.map { $0.contains(":") ? "tcp://[\($0)]" : "tcp://\($0)" }
        parameters.destinationXML = try text(of: id, [.secure, .migratable], for: journey)
        let domain = try domain(id)
        if try domain.isPersistent() {
            parameters.persistentXML = try text(of: id, [.inactive, .secure, .migratable], for: journey)
        }
        parameters.bandwidth = journey.bandwidth.map { UInt64(max(1, $0)) }
        parameters.disks = journey.mirrored
        // Whether disks that stay are the same files at both hosts was found out before.
        var flags: MigrationFlags = [
            .live, .peerToPeer, .persistDestination, .undefineSource, .abortOnError, .unsafe,
        ]
        if !journey.mirrored.isEmpty { flags.insert(journey.keepsImages ? .copyTops : .copyDisks) }
        if journey.autoConverge { flags.insert(.autoConverge) }
        try domain.migrate(to: journey.reach.address, flags, parameters)
    }

    /// The definition with its disks where they are at the other host.
    func text(of id: UUID, _ flags: Domain.XMLFlags, for journey: MigrationJourney) throws -> String {
        var tree = try XMLTree.parse(try domain(id).xml(flags), root: "domain")
        for disk in journey.disks { disk.put(into: &tree) }
        if journey.unlinks { tree.editAll("metadata/apus:vm") { $0.set("linkedTo", to: nil) } }
        return try tree.xml()
    }
}

extension MigrationJourney.Disk {
    fileprivate func put(into domain: inout Element) {
        domain.editAll("devices/disk") { disk in
            guard disk.attribute("dev", at: "target") == target else { return }
            disk.set("type", to: "file")
            for old in ["dev", "pool", "volume", "mode", "startupPolicy", "index"] {
                disk.set(old, at: "source", to: nil)
            }
            disk.set("file", at: "source", to: path)
            disk.set("type", at: "driver", to: format)
            // The other host looks itself at what is below it.
            disk.remove("backingStore")
        }
        domain.editAll("metadata/apus:vm/apus:volume") { volume in
            if volume.text == from { volume.children = [.text(to)] }
        }
    }
}
