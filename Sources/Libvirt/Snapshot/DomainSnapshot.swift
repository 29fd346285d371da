import CLibvirt

/// A snapshot of a domain; freed at the end of its scope.
/// Source: <https://libvirt.org/html/libvirt-libvirt-domain-snapshot.html>.
@safe public struct DomainSnapshot: ~Copyable {
    let pointer: OpaquePointer

    init(owning pointer: OpaquePointer) {
        unsafe self.pointer = pointer
    }

    deinit {
        _ = unsafe virDomainSnapshotFree(pointer)
    }

    /// The name, unique within the domain; no round trip.
    public func name() throws(LibvirtError) -> String {
        try unsafe copy(virDomainSnapshotGetName(pointer), "virDomainSnapshotGetName")
    }

    /// The description as XML (<https://libvirt.org/formatsnapshot.html>).
    /// - Parameter secure: with the passwords that the definition within holds, without which it cannot be redefined.
    public func xml(secure: Bool = false) throws(LibvirtError) -> String {
        let flags = secure ? VIR_DOMAIN_SNAPSHOT_XML_SECURE.rawValue : 0
        return try unsafe take(virDomainSnapshotGetXMLDesc(pointer, flags), "virDomainSnapshotGetXMLDesc")
    }

    /// The name of the snapshot that this one was taken after; nil for a root.
    public func parentName() throws(LibvirtError) -> String? {
        do {
            let call = "virDomainSnapshotGetParent"
            return try unsafe DomainSnapshot(owning: check(virDomainSnapshotGetParent(pointer, 0), call)).name()
        } catch {
            guard error.code == .noDomainSnapshot else { throw error }
            return nil
        }
    }

    /// The names of the snapshots that were taken after this one, without their own.
    public func childNames() throws -> [String] {
        try unsafe collect("virDomainSnapshotListAllChildren") {
            unsafe virDomainSnapshotListAllChildren(pointer, $0, 0)
        } free: {
            _ = unsafe virDomainSnapshotFree($0)
        } _: {
            try unsafe DomainSnapshot(owning: $0).name()
        }
    }

    /// Whether the domain stands on it.
    public func isCurrent() throws(LibvirtError) -> Bool {
        try unsafe check(virDomainSnapshotIsCurrent(pointer, 0), "virDomainSnapshotIsCurrent") == 1
    }

    /// Whether the hypervisor keeps more of it than its own images tell.
    public func hasMetadata() throws(LibvirtError) -> Bool {
        try unsafe check(virDomainSnapshotHasMetadata(pointer, 0), "virDomainSnapshotHasMetadata") == 1
    }

    /// Brings the domain back to it. QEMU is ended and started anew; what the guest did since is lost.
    public func revert(_ flags: RevertFlags = []) throws(LibvirtError) {
        try unsafe check(virDomainRevertToSnapshot(pointer, flags.rawValue), "virDomainRevertToSnapshot")
    }

    /// Deletes it; external ones are merged into the image below, which takes long.
    public func delete(_ flags: DeleteFlags = []) throws(LibvirtError) {
        try unsafe check(virDomainSnapshotDelete(pointer, flags.rawValue), "virDomainSnapshotDelete")
    }
}
