import FoundationEssentials
import Libvirt
import LibvirtXML

/// What is read of one domain, as plain values.
struct MachineReading: Sendable {
    var id: UUID
    var name: String
    /// nil where the XML could not be read; the rest is still true.
    var description: DomainDescription?
    var state: DomainState
    /// Depends on the state.
    var reason: Int32
    var autostart: Bool
    var persistent: Bool
    var hasManagedSave: Bool
    var snapshots: [SnapshotReading]
}

/// The domains of which a flag holds, each in one call instead of one for each domain.
private struct FlagSets {
    var autostart: Set<UUID>
    var persistent: Set<UUID>
    var managedSave: Set<UUID>
    var snapshots: Set<UUID>
}

extension Connection {
    /// All domains. What vanishes meanwhile is left out.
    func machineReadings() throws -> [MachineReading] {
        let flags = try flagSets()
        let states = try statesOfAll()
        return try listDomains { domain in
            try unlessGone(domain) { domain in
                let id = try domain.uuid()
                let (state, reason) = try states[id] ?? domain.state()
                return MachineReading(
                    id: id, name: try domain.name(), description: try domain.description(),
                    state: state,
                    reason: reason, autostart: flags.autostart.contains(id), persistent: flags.persistent.contains(id),
                    hasManagedSave: flags.managedSave.contains(id),
                    snapshots: flags.snapshots.contains(id) ? try domain.snapshotReadings() : [])
            }
        }.compactMap(\.self)
    }

    /// Some domains; those that are gone are not in the result.
    func machineReadings(of ids: Set<UUID>) throws -> [UUID: MachineReading] {
        var readings: [UUID: MachineReading] = [:]
        for id in ids { readings[id] = try machineReading(of: id) }
        return readings
    }

    /// One domain; nil when there is none.
    func machineReading(of id: UUID) throws -> MachineReading? {
        try unlessGone {
            let domain = try domain(id)
            let (state, reason) = try domain.state()
            return MachineReading(
                id: id, name: try domain.name(), description: try domain.description(),
                state: state,
                reason: reason, autostart: (try? domain.autostart()) ?? false, persistent: try domain.isPersistent(),
                hasManagedSave: (try? domain.hasManagedSave()) ?? false, snapshots: try domain.snapshotReadings())
        }
    }

    private func flagSets() throws -> FlagSets {
        func ids(_ filter: DomainFilter) throws -> Set<UUID> {
            // Drivers refuse filters that they have no notion of.
            Set(try ifSupported { try listDomains(filter).map(\.uuid) } ?? [])
        }
        return FlagSets(
            autostart: try ids(.autostart), persistent: try ids(.persistent), managedSave: try ids(.managedSave),
            snapshots: try ids(.withSnapshots))
    }

    private func statesOfAll() throws -> [UUID: (DomainState, Int32)] {
        let statistics = try ifSupported { try allDomainStatistics(.state) } ?? [:]
        return statistics.compactMapValues { fields in
            guard let state = fields["state.state"]?.integer, let reason = fields["state.reason"]?.integer else {
                return nil
            }
            return (DomainState(rawValue: Int32(clamping: state)), Int32(clamping: reason))
        }
    }
}

extension Domain {
    /// nil where it cannot be read, yet the host answers: one odd domain must not hide all others.
    fileprivate borrowing func description() throws -> DomainDescription? {
        do {
            return try DomainDescription(xml: xml())
        } catch let error as LibvirtError where error.saysDisconnected || error.saysAbsent {
            throw error
        } catch {
            return nil
        }
    }
}

/// nil where what is read is no longer there.
func unlessGone<Value: ~Copyable>(_ read: () throws -> Value) throws -> Value? {
    do {
        return try read()
    } catch let error as LibvirtError where error.saysAbsent {
        return nil
    }
}

/// nil where the subject is no longer there.
func unlessGone<Subject: ~Copyable, Value>(
    _ subject: borrowing Subject, _ read: (borrowing Subject) throws -> Value
) throws -> Value? {
    do {
        return try read(subject)
    } catch let error as LibvirtError where error.saysAbsent {
        return nil
    }
}

/// nil where the driver has no such call.
func ifSupported<Value>(_ read: () throws -> Value) throws -> Value? {
    do {
        return try read()
    } catch let error as LibvirtError where error.saysUnsupported {
        return nil
    }
}
