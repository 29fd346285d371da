import ApusCore
import ApusModel
import FoundationEssentials
import Libvirt
import LibvirtXML

/// What is read of one snapshot.
struct SnapshotReading: Sendable {
    var description: SnapshotDescription
    var isCurrent: Bool
}

extension Domain {
    /// All snapshots; none where the driver knows none. A machine without any costs one short call.
    borrowing func snapshotReadings() throws -> [SnapshotReading] {
        guard let count = try? snapshotCount(), count > 0 else { return [] }
        let current = try currentSnapshotName()
        return try listSnapshots { snapshot in
            try unlessGone(snapshot) { snapshot in
                let description = try SnapshotDescription(xml: snapshot.xml())
                return SnapshotReading(description: description, isCurrent: description.name == current)
            }
        }.compactMap(\.self)
    }
}

extension MachineReading {
    /// The rows of this machine's snapshots.
    func snapshotRows(on host: HostIdentity) -> [VirtualMachineSnapshot] {
        let children = Dictionary(grouping: snapshots.compactMap(\.description.parent), by: \.self)
        return snapshots.map { reading in
            let snapshot = reading.description
            var row = VirtualMachineSnapshot(
                id: SnapshotIdentity.id(of: snapshot.name, in: id), name: snapshot.name, vm: id, vmName: name,
                host: host.id, hostName: host.name, kind: snapshot.isExternal ? .external : .internal,
                state: VirtualMachineState(ofSnapshot: snapshot.state))
            row.withMemory = snapshot.memory != "no"
            row.description = snapshot.description
            row.createdAt = snapshot.creationTime.map { Date(timeIntervalSince1970: TimeInterval($0)) }
            row.parent = snapshot.parent
            row.isCurrent = reading.isCurrent
            row.children = children[snapshot.name]?.count ?? 0
            row.disks = snapshot.disks.filter { $0.mode != "no" }.map(\.target)
            return row
        }
    }
}

extension VirtualMachineState {
    /// libvirt's word in a snapshot's XML; one without memory says of a running domain that it is a `disk-snapshot`.
    fileprivate init(ofSnapshot word: String) {
        self =
            switch word {
            case "running", "blocked", "disk-snapshot": .running
            case "paused", "pmsuspended": .paused
            case "shutoff", "shutdown": .off
            case "crashed": .crashed
            default: .unknown
            }
    }
}
