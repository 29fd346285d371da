/// A volume to create in a pool.
public struct VolumeDefinition: Hashable, Sendable {
    /// An image to build upon. It is only read.
    public struct Backing: Hashable, Sendable {
        /// The path on the host.
        public var path: String
        /// Its format; libvirt would let it be probed otherwise, and a guest can write what a probe finds.
        public var format: String

        public init(path: String, format: String) {
            self.path = path
            self.format = format
        }
    }

    /// The file's name in the pool.
    public var name: String
    /// The size that the guest sees, in bytes.
    public var capacity: Int64
    /// The bytes to take at once; nil is libvirt's default: all of them for `raw`, few for `qcow2`.
    public var allocation: Int64?
    /// Such as `qcow2` or `raw`.
    public var format: String
    public var backing: Backing?
    /// The permission bits of the file, such as `0o600`; nil is the pool's.
    public var mode: UInt16?

    public init(name: String, capacity: Int64, format: String, backing: Backing? = nil) {
        self.name = name
        self.capacity = capacity
        self.format = format
        self.backing = backing
    }

    /// The `<volume>` element.
    ///
    /// - Throws: `DefinitionError` for sizes below zero and a mode of more than nine bits.
    public func element() throws(DefinitionError) -> Element {
        guard capacity >= 0 else { throw DefinitionError(.range, field: "capacity", "less than zero") }
        guard allocation ?? 0 >= 0 else { throw DefinitionError(.range, field: "allocation", "less than zero") }
        guard mode ?? 0 <= 0o777 else { throw DefinitionError(.range, field: "mode", "more than 0777") }
        let permissions = mode.map { mode in
            Element("permissions", [:], [Element("mode", text: "0" + String(mode, radix: 8))])
        }
        return Element(
            "volume", [:],
            [
                Element("name", text: name),
                Element("capacity", ["unit": "bytes"], text: "\(capacity)"),
                allocation.map { Element("allocation", ["unit": "bytes"], text: "\($0)") },
                Element("target", [:], [Element("format", ["type": format]), permissions]),
                backing.map {
                    Element(
                        "backingStore", [:],
                        [
                            Element("path", text: $0.path), Element("format", ["type": $0.format]),
                        ])
                },
            ])
    }
}

/// A pool of volumes; of files in a directory of the host unless another type is named.
public struct PoolDefinition: Hashable, Sendable {
    /// Where the storage comes from.
    public struct Source: Hashable, Sendable {
        public var host: String?
        public var directory: String?
        public var device: String?
        public var name: String?
        public var format: String?

        public init(
            host: String? = nil, directory: String? = nil, device: String? = nil, name: String? = nil,
            format: String? = nil
        ) {
            self.host = host
            self.directory = directory
            self.device = device
            self.name = name
            self.format = format
        }
    }

    /// `dir`, `netfs`, `logical`, …
    public var type = "dir"
    public var source = Source()
    public var name: String
    public var uuid: String?
    /// The directory; libvirt makes it when the pool is built. nil where the type has none of its own.
    public var path: String?

    public init(name: String, path: String?, uuid: String? = nil) {
        self.name = name
        self.path = path
        self.uuid = uuid
    }

    /// The `<pool>` element.
    public func element() -> Element {
        Element(
            "pool", ["type": type],
            [
                Element("name", text: name),
                uuid.map { Element("uuid", text: $0) },
                source == Source() ? nil : source.element(),
                path.map { Element("target", [:], [Element("path", text: $0)]) },
            ])
    }
}

extension PoolDefinition.Source {
    fileprivate func element() -> Element {
        Element(
            "source", [:],
            [
                host.map { Element("host", ["name": $0]) },
                directory.map { Element("dir", ["path": $0]) },
                device.map { Element("device", ["path": $0]) },
                name.map { Element("name", text: $0) },
                format.map { Element("format", ["type": $0]) },
            ])
    }
}
