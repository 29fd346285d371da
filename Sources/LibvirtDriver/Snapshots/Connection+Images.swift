import ApusCore
import ApusModel
import FoundationEssentials
import Libvirt
import LibvirtXML

extension Connection {
    /// What a machine's disks and snapshots stand on, read anew.
    func imageTree(of id: UUID) throws -> ImageTree {
        let domain = try domain(id)
        let definition = try DomainDescription(xml: domain.xml(.inactive))
        let live = try DomainDescription(xml: domain.xml())
        let frozen = try domain.snapshotReadings().flatMap { ImageTree.Frozen.all(of: $0.description) }
        var disks: [String: String] = [:]
        for disk in definition.disks where disk.device == "disk" { disks[disk.target] = disk.source.path }
        for disk in live.disks where disk.device == "disk" { disks[disk.target] = disk.source.path }
        let others = definition.disks.compactMap(\.source.path).filter { !disks.values.contains($0) }
        let folders = Set((Array(disks.values) + frozen.map(\.base)).map(\.folder))
        return ImageTree(
            backing: try backingOfAll(refreshing: folders), disks: disks, frozen: frozen, others: Set(others),
            prefix: SnapshotNames.prefix(id))
    }

    /// The active pools by their directories, without those made for a moment.
    func poolsByFolder() throws -> [String: String] {
        var found: [String: String] = [:]
        _ = try ifSupported {
            try listPools(.active) { pool in
                let name = try pool.name()
                guard !Inspections.isInspection(name), let path = try? PoolDescription(xml: pool.xml()).path else {
                    return
                }
                found[path] = name
            }
        }
        return found
    }

    private func backingOfAll(refreshing folders: Set<String>) throws -> [String: String?] {
        var backing: [String: String?] = [:]
        for (folder, name) in try poolsByFolder() {
            let pool = try pool(named: name)
            // A stale listing would not tell who stands on an image: one that cannot be refreshed now is waited for.
            if folders.contains(folder) { try pool.refresh() }
            for volume in try pool.listVolumes({ volume in try? VolumeDescription(xml: volume.xml()) }) {
                guard let volume, let path = volume.path else { continue }
                backing[path] = .some(volume.backingPath)
            }
        }
        return backing
    }
}

/// How the overlays of a machine's snapshots are named.
enum SnapshotNames {
    static func prefix(_ vm: UUID) -> String { "apus-\(vm.uuidString.lowercased())-snapshot-" }
}

extension ImageTree.Frozen {
    static func all(of snapshot: SnapshotDescription) -> [ImageTree.Frozen] {
        let taken = snapshot.disks.filter { $0.mode != "no" }
        return taken.compactMap { disk in
            snapshot.domain?.disks.first { $0.target == disk.target }?.source.path.map {
                .init(snapshot: snapshot.name, target: disk.target, base: $0, overlay: disk.overlay)
            }
        }
    }
}

extension String {
    /// The path without its last part.
    var folder: String { lastIndex(of: "/").map { String(self[..<$0]) } ?? self }
    /// The last part of the path.
    var fileName: String { split(separator: "/").last.map(String.init) ?? self }
}
