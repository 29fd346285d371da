extension DomainDescription {
    /// A disk, CD-ROM or floppy drive.
    public struct Disk: Hashable, Sendable {
        /// `disk`, `cdrom`, `floppy` or `lun`.
        public var device: String
        /// The name in the guest, such as `vda`; it is the disk's key within the domain.
        public var target: String
        /// `virtio`, `sata`, `scsi`, `ide`, `usb`, …
        public var bus: String?
        /// Where the data are; `.empty` for a drive without a medium.
        public var source: ImageSource
        /// The format of the image, such as `qcow2` or `raw`.
        public var format: String?
        public var isReadOnly: Bool
        public var isShareable: Bool
        public var serial: String?
        /// How the host caches; nil is the hypervisor's default.
        public var cache: String?
        public var ioTune: IOTune
        /// The images below this one, nearest first; libvirt tells them for running domains only.
        public var backingChain: [Image]
        /// The place in the boot order, from 1.
        public var bootOrder: Int?
        /// libvirt's name of the device in a running domain, such as `virtio-disk0`.
        public var alias: String?
    }

    /// An image and its format.
    public struct Image: Hashable, Sendable {
        public var source: ImageSource
        public var format: String?
    }
}

/// Where the data of a disk are.
public enum ImageSource: Hashable, Sendable {
    case file(path: String)
    case block(path: String)
    case directory(path: String)
    case volume(pool: String, volume: String)
    /// An image reached by a protocol, such as `rbd`, `nbd` or `https`; the name is its name there.
    case network(protocol: String, name: String?)
    /// A kind this library does not read, such as `nvme`.
    case other(type: String)
    /// No image, as an empty CD-ROM drive.
    case empty

    /// The path on the host, for files, block devices and directories.
    public var path: String? {
        switch self {
        case .file(let path), .block(let path), .directory(let path): path
        case .volume, .network, .other, .empty: nil
        }
    }

    /// Reads the source from the element that holds it and says its type: a disk or a backing store.
    public init(in holder: Element) {
        let type = holder.attribute("type")
        guard let source = holder.first("source") else {
            self = .empty
            return
        }
        self = Self.read(source, type: type ?? "file")
    }

    private static func read(_ source: Element, type: String) -> ImageSource {
        switch type {
        case "file": source.attribute("file").map { .file(path: $0) } ?? .empty
        case "block": source.attribute("dev").map { .block(path: $0) } ?? .empty
        case "dir": source.attribute("dir").map { .directory(path: $0) } ?? .empty
        case "volume":
            .volume(pool: source.attribute("pool") ?? "", volume: source.attribute("volume") ?? "")
        case "network":
            .network(protocol: source.attribute("protocol") ?? "", name: source.attribute("name"))
        default: .other(type: type)
        }
    }
}

extension DomainDescription.Disk {
    init(_ disk: Element) {
        device = disk.attribute("device") ?? "disk"
        target = disk.attribute("dev", at: "target") ?? ""
        bus = disk.attribute("bus", at: "target")
        source = ImageSource(in: disk)
        format = disk.attribute("type", at: "driver")
        isReadOnly = disk.has("readonly")
        isShareable = disk.has("shareable")
        serial = disk.word(at: "serial")
        cache = disk.attribute("cache", at: "driver")
        ioTune = disk.ioTune
        bootOrder = disk.attribute("order", at: "boot").flatMap { Int($0) }
        alias = disk.attribute("name", at: "alias")
        backingChain = Self.chain(below: disk)
    }

    /// An empty `<backingStore/>` ends the chain; none at all says that libvirt has not looked.
    private static func chain(below disk: Element) -> [DomainDescription.Image] {
        var chain: [DomainDescription.Image] = []
        var holder = disk.first("backingStore")
        while let image = holder, image.has("source") {
            let format = image.attribute("type", at: "format")
            chain.append(DomainDescription.Image(source: ImageSource(in: image), format: format))
            holder = image.first("backingStore")
        }
        return chain
    }
}
