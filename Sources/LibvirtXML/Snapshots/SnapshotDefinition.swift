/// A snapshot to take. Every disk is named, since libvirt chooses for those that are not.
public struct SnapshotDefinition: Hashable, Sendable {
    /// What is done with a disk.
    public enum Mode: Hashable, Sendable {
        /// It is left out.
        case none
        /// It is kept within its own image, which must be qcow2.
        case `internal`
        /// What is written from now on goes to this new file.
        case external(path: String)
    }

    public struct Disk: Hashable, Sendable {
        /// The name in the guest, such as `vda`.
        public var target: String
        public var mode: Mode

        public init(target: String, mode: Mode) {
            self.target = target
            self.mode = mode
        }
    }

    public var name: String
    public var description: String?
    public var hasMemory: Bool
    public var disks: [Disk]

    public init(name: String, description: String?, hasMemory: Bool, disks: [Disk]) {
        self.name = name
        self.description = description
        self.hasMemory = hasMemory
        self.disks = disks
    }

    /// The `<domainsnapshot>` element.
    public func element() -> Element {
        Element(
            "domainsnapshot", [:],
            [
                Element("name", text: name), description.map { Element("description", text: $0) },
                Element("memory", ["snapshot": hasMemory ? "internal" : "no"]),
                Element("disks", [:], disks.map(\.element)),
            ])
    }
}

extension SnapshotDefinition.Disk {
    fileprivate var element: Element {
        switch mode {
        case .none: Element("disk", ["name": target, "snapshot": "no"])
        case .internal: Element("disk", ["name": target, "snapshot": "internal"])
        case .external(let path):
            Element(
                "disk", ["name": target, "snapshot": "external", "type": "file"],
                [Element("driver", ["type": "qcow2"]), Element("source", ["file": path])])
        }
    }
}
