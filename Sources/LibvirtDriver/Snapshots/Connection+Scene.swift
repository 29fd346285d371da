import ApusCore
import ApusModel
import FoundationEssentials
import Libvirt
import LibvirtXML

extension Connection {
    /// What decides how a snapshot of a machine can be taken.
    func snapshotScene(of id: UUID) throws -> SnapshotScene {
        let domain = try domain(id)
        let (state, reason) = try domain.state()
        let saved = (try? domain.hasManagedSave()) ?? false
        let definition = try DomainDescription(xml: domain.xml())
        let pools = try poolsByFolder()
        let tree = try imageTree(of: id)
        let readings = try domain.snapshotReadings().map(\.description).filter(\.isExternal)
        return SnapshotScene(
            state: NativeState(state, reason: reason, hasManagedSave: saved).state,
            disks: definition.disks.map { disk in
                SnapshotScene.Disk(
                    target: disk.target, path: disk.source.path, format: disk.format ?? "raw",
                    isWritable: disk.device == "disk" && !disk.isReadOnly && disk.source != .empty,
                    pool: disk.source.path.flatMap { pools[$0.folder] },
                    depth: disk.source.path.map { tree.chain($0).count - 1 } ?? 0)
            }, hasFlash: definition.os.firmware == .uefi,
            checkpoints: try ifSupported { try domain.checkpointCount() } ?? 0,
            externals: readings.map { external($0, pools) })
    }

    private func external(_ snapshot: SnapshotDescription, _ pools: [String: String]) -> SnapshotScene.External {
        let frozen = ImageTree.Frozen.all(of: snapshot)
        let formats = snapshot.domain?.disks ?? []
        return SnapshotScene.External(
            name: snapshot.name,
            bases: frozen.map { disk in
                let capacity = (try? volume(path: disk.base).info().capacity) ?? 0
                return SnapshotPlace.Disk(
                    target: disk.target, path: disk.base,
                    format: formats.first { $0.target == disk.target }?.format ?? "raw", pool: pools[disk.base.folder],
                    capacity: Int64(clamping: capacity))
            },
            overlays: frozen.compactMap { disk in
                disk.overlay.map { .init(target: disk.target, path: $0, format: "qcow2") }
            })
    }
}
