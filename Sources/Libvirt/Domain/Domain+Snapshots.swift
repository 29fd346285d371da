import CLibvirt

extension Domain {
    /// Takes a snapshot. Throws `.operationFailed` where the name is taken.
    public func createSnapshot(
        _ xml: String, _ flags: DomainSnapshot.CreateFlags = []
    ) throws(LibvirtError) -> DomainSnapshot {
        let call = "virDomainSnapshotCreateXML"
        return try takingFreeNodeNames { () throws(LibvirtError) in
            try unsafe DomainSnapshot(
                owning: check(virDomainSnapshotCreateXML(pointer, whole(xml, call), flags.rawValue), call))
        }
    }

    /// The snapshot of a name. Throws `.noDomainSnapshot`.
    public func snapshot(named name: String) throws(LibvirtError) -> DomainSnapshot {
        let call = "virDomainSnapshotLookupByName"
        return try unsafe DomainSnapshot(
            owning: check(virDomainSnapshotLookupByName(pointer, whole(name, call), 0), call))
    }

    /// How many snapshots there are.
    public func snapshotCount() throws(LibvirtError) -> Int {
        Int(try unsafe check(virDomainSnapshotNum(pointer, 0), "virDomainSnapshotNum"))
    }

    /// Hands each snapshot to `body`.
    public func listSnapshots<Element>(_ body: (borrowing DomainSnapshot) throws -> Element) throws -> [Element] {
        try unsafe collect("virDomainListAllSnapshots") {
            unsafe virDomainListAllSnapshots(pointer, $0, 0)
        } free: {
            _ = unsafe virDomainSnapshotFree($0)
        } _: {
            let snapshot = unsafe DomainSnapshot(owning: $0)
            return try body(snapshot)
        }
    }

    /// The name of the snapshot that the domain stands on; nil where there is none.
    public func currentSnapshotName() throws(LibvirtError) -> String? {
        guard try unsafe check(virDomainHasCurrentSnapshot(pointer, 0), "virDomainHasCurrentSnapshot") == 1 else {
            return nil
        }
        let call = "virDomainSnapshotCurrent"
        return try unsafe DomainSnapshot(owning: check(virDomainSnapshotCurrent(pointer, 0), call)).name()
    }

    /// How many checkpoints (records of changed blocks for backups) there are.
    public func checkpointCount() throws(LibvirtError) -> Int {
        Int(try unsafe check(virDomainListAllCheckpoints(pointer, nil, 0), "virDomainListAllCheckpoints"))
    }
}
