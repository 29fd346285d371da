import ApusCore
import FoundationEssentials
import Libvirt
import LibvirtXML

extension Connection {
    /// Changes the volumes that a machine's metadata calls its own, of the running guest too: its row is read from there.
    func editVolumes(of id: UUID, _ change: ([String]) -> [String]) throws {
        let domain = try domain(id)
        let place = DomainMetadata.element(uri: Ownership.namespace)
        var element = try XMLTree.parse(try domain.metadata(place, .configuration))
        let before = Ownership(element).volumes
        let after = change(before)
        guard after != before else { return }
        let prefix = element.name.split(separator: ":").count == 2 ? element.name.split(separator: ":")[0] + ":" : ""
        element.remove(prefix + "volume")
        for volume in after { element.append(Element("\(prefix)volume", text: volume)) }
        let flags: Domain.ChangeFlags = try domain.isActive() ? [.configuration, .live] : .configuration
        try domain.setMetadata(try element.xml(), place, key: "apus", flags)
    }

    /// Deletes overlays of a machine that nothing stands on.
    func deleteUnneededOverlays(of id: UUID) throws {
        guard try unlessGone({ try domain(id).name() }) != nil else { return }
        let pools = try poolsByFolder()
        let tree = try imageTree(of: id)
        let prefix = SnapshotNames.prefix(id)
        for path in tree.garbage.sorted() {
            if let pool = pools[path.folder] { try deleteVolume(path.fileName, in: pool) }
        }
        let kept = Set(tree.backing.keys.map(\.fileName)).subtracting(tree.garbage.map(\.fileName))
        try editVolumes(of: id) { volumes in
            volumes.filter { !$0.fileName.hasPrefix(prefix) || kept.contains($0.fileName) }
        }
    }
}
