import ApusCore
import ApusModel
import FoundationEssentials
import Libvirt
import LibvirtXML

extension Connection {
    /// Takes a snapshot; one of the name is what an earlier try left, which libvirt says once that try is over.
    /// - Returns: whether the guest's file systems were frozen.
    func createSnapshot(_ plan: SnapshotPlan, of id: UUID) throws -> Bool {
        let domain = try domain(id)
        let xml = try SnapshotDefinition(plan).element().xml()
        let flags: DomainSnapshot.CreateFlags = plan.kind == .external ? [.diskOnly, .atomic] : []
        do {
            guard plan.quiesce != .never else {
                _ = try domain.createSnapshot(xml, flags)
                return false
            }
            return try domain.createFrozen(xml, flags, mayGoWithout: plan.quiesce == .auto)
        } catch let error as LibvirtError where !error.saysDisconnected && error.code != .operationTimeout {
            // libvirt looks at the new files before it looks at the name, so the error may be about either.
            guard try unlessGone({ try domain.snapshot(named: plan.name).name() }) != nil else { throw error }
            return false
        }
    }

    /// Starts a machine that is off from other images, and writes its snapshots' records.
    func stand(on place: SnapshotPlace, of id: UUID) throws {
        try editDefinition(of: id) { domain in
            for disk in place.disks { domain.setImage(disk.path, format: disk.format, of: disk.target) }
        }
        let domain = try domain(id)
        try domain.redefineSnapshot(place.record, isCurrent: place.current == place.record) { snapshot in
            for disk in place.overlays { snapshot.setOverlay(disk.path, of: disk.target) }
        }
        guard let current = place.current, current != place.record else { return }
        try domain.redefineSnapshot(current, isCurrent: true) { _ in }
    }

    /// Writes into snapshots where the images they froze went.
    func followMerges(of id: UUID) throws {
        let moved = try imageTree(of: id).moved
        let domain = try domain(id)
        for (frozen, base) in moved {
            let isCurrent = try domain.currentSnapshotName() == frozen.snapshot
            try domain.redefineSnapshot(frozen.snapshot, isCurrent: isCurrent) { snapshot in
                for definition in ["domain", "inactiveDomain"] where snapshot.has(definition) {
                    snapshot.edit(definition) { $0.setImage(base, format: nil, of: frozen.target, from: frozen.base) }
                }
            }
        }
    }
}

extension Domain {
    fileprivate borrowing func createFrozen(
        _ xml: String, _ flags: DomainSnapshot.CreateFlags, mayGoWithout: Bool
    ) throws -> Bool {
        // An agent that hangs must not hold the guest for libvirt's 30 seconds and more.
        try? setAgentResponseTimeout(seconds: 10)
        do {
            _ = try createSnapshot(xml, flags.union(.quiesce))
            return true
        } catch {
            guard mayGoWithout,
                [.agentUnresponsive, .argumentUnsupported, .configurationUnsupported].contains(error.code)
            else { throw error }
            _ = try createSnapshot(xml, flags)
            return false
        }
    }

    /// Changes what libvirt keeps of a snapshot; nothing where there is none.
    fileprivate borrowing func redefineSnapshot(
        _ name: String, isCurrent: Bool, _ change: (inout Element) -> Void
    ) throws {
        guard let xml = try unlessGone({ try snapshot(named: name).xml(secure: true) }) else { return }
        var tree = try XMLTree.parse(xml, root: "domainsnapshot")
        change(&tree)
        _ = try createSnapshot(tree.xml(), isCurrent ? [.redefine, .current] : [.redefine])
    }
}

extension Element {
    /// Sets the image of a `<domain>`'s disk; the chain below is for libvirt to find.
    fileprivate mutating func setImage(_ path: String, format: String?, of target: String, from old: String? = nil) {
        editAll("devices/disk") { disk in
            guard disk.attribute("dev", at: "target") == target else { return }
            guard old == nil || disk.attribute("file", at: "source") == old else { return }
            disk.set("type", to: "file")
            disk.remove("source")
            disk.remove("backingStore")
            disk.append(Element("source", ["file": path]))
            if let format { disk.set("type", at: "driver", to: format) }
        }
    }

    /// Sets the overlay of a `<domainsnapshot>`'s disk.
    fileprivate mutating func setOverlay(_ path: String, of target: String) {
        editAll("disks/disk") { disk in
            guard disk.attribute("name") == target else { return }
            disk.set("file", at: "source", to: path)
        }
    }
}

extension SnapshotDefinition {
    fileprivate init(_ plan: SnapshotPlan) {
        self.init(
            name: plan.name, description: plan.description, hasMemory: plan.withMemory,
            disks: plan.disks.map { disk in
                let taken: Mode = disk.overlay.map { .external(path: $0) } ?? .internal
                return Disk(target: disk.target, mode: disk.isTaken ? taken : .none)
            })
    }
}
