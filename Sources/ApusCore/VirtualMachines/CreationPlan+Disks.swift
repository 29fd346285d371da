import ApusModel
import FoundationEssentials
import Schema

/// A disk that a request asks for, with its references resolved.
struct PlannedDisk {
    enum Source {
        case image(Image)
        /// A disk of a template.
        case file(path: String, Image.Format)
        case volume(VolumeName)
        case empty(Image.Format)
    }

    var source: Source
    /// Bytes; 0 where only the host knows them.
    var size: Int64
    var wish = CreateVirtualMachine.Disk()
    /// Where the request says it.
    var pointer: String
    /// What it is made from, in the request's words.
    var from: String?

    var volume: VolumeName? {
        if case .volume(let name) = source { name } else { nil }
    }
}

extension CreationPlan {
    static func disks(
        _ request: CreateVirtualMachine, _ image: Image?, _ template: VirtualMachine?, _ type: InstanceType?,
        _ estate: Estate
    ) throws -> [PlannedDisk] {
        let first = try firstDisks(request, image, template, type)
        let more = try (request.disks ?? []).enumerated().map { index, wish in
            try disk(wish, "/disks/\(index)", estate)
        }
        let disks = first + more
        let volumes = disks.compactMap(\.volume)
        guard Set(volumes).count == volumes.count else {
            throw fault("/disks", "duplicate", "must not use a volume twice")
        }
        guard disks.count <= 24 else { throw fault("/disks", "range", "must leave the machine with at most 24 disks") }
        return disks
    }

    /// Those that the short fields say: `image`, `volume`, `template`, `diskSize`.
    private static func firstDisks(
        _ request: CreateVirtualMachine, _ image: Image?, _ template: VirtualMachine?, _ type: InstanceType?
    ) throws -> [PlannedDisk] {
        if let image {
            let size = try size(request.diskSize ?? type?.disk, of: image, "/diskSize")
            return [
                PlannedDisk(
                    source: .image(image), size: size, pointer: "/image", from: image.name)
            ]
        }
        if let template { return try disks(of: template, request) }
        if let text = request.volume {
            guard request.diskSize == nil else {
                throw fault("/diskSize", "conflict", "an existing volume keeps its size")
            }
            let name = try VolumeName(checked: text, "/volume")
            return [PlannedDisk(source: .volume(name), size: 0, pointer: "/volume", from: text)]
        }
        guard let size = request.diskSize ?? (request.disks == nil ? type?.disk : nil) else { return [] }
        return [PlannedDisk(source: .empty(.qcow2), size: size, pointer: "/diskSize")]
    }

    /// The template's own disks, without its seed and drives.
    private static func disks(of template: VirtualMachine, _ request: CreateVirtualMachine) throws -> [PlannedDisk] {
        let own = template.disks.filter { $0.device == .disk && $0.source != template.seedDisk?.source }
        return try own.enumerated().map { index, disk in
            guard let path = disk.source, path.hasPrefix("/"), let format = disk.format.flatMap(Image.Format.init),
                !format.isForeign
            else {
                throw fault("/template", "template", "its disk \(disk.target) is no file that could be copied")
            }
            var planned = PlannedDisk(
                source: .file(path: path, format), size: index == 0 ? request.diskSize ?? 0 : 0, pointer: "/template",
                from: template.name)
            planned.wish.bus = disk.bus.flatMap(CreateVirtualMachine.Disk.Bus.init)
            return planned
        }
    }

    private static func disk(
        _ wish: CreateVirtualMachine.Disk, _ pointer: String, _ estate: Estate
    ) throws -> PlannedDisk {
        if let text = wish.volume {
            guard wish.size == nil, wish.image == nil, wish.pool == nil, wish.format == nil else {
                throw fault(pointer, "conflict", "an existing volume has its size, pool and format")
            }
            let name = try VolumeName(checked: text, pointer + "/volume")
            return PlannedDisk(source: .volume(name), size: 0, wish: wish, pointer: pointer, from: text)
        }
        if let reference = wish.image {
            guard wish.format == nil else {
                throw fault(pointer + "/format", "conflict", "the image has its own format")
            }
            let image = try field(pointer + "/image") { try estate.image(reference).usable() }
            let size = try size(wish.size, of: image, pointer + "/size")
            let source = PlannedDisk.Source.image(image)
            return PlannedDisk(source: source, size: size, wish: wish, pointer: pointer, from: image.name)
        }
        guard let size = wish.size else { throw fault(pointer + "/size", "required", "an empty disk needs a size") }
        return PlannedDisk(
            source: .empty(wish.format == .raw ? .raw : .qcow2), size: size, wish: wish, pointer: pointer)
    }

    private static func size(_ asked: Int64?, of image: Image, _ pointer: String) throws -> Int64 {
        let least = image.virtualSize ?? 0
        guard let asked else { return least }
        guard asked >= least else {
            throw fault(pointer, "range", "must be at least the image's \(least) bytes")
        }
        return asked
    }

    /// How the names of a machine's volumes begin: a volume tells whose it is even when nobody else does.
    static func volumePrefix(_ id: UUID) -> String { "apus-\(id.uuidString.lowercased())" }

    static func seedName(_ id: UUID) -> String { volumePrefix(id) + "-seed.iso" }
}

extension CreationPlan {
    private var clone: CreateVirtualMachine.Clone { request.clone ?? .linked }

    /// Disks, then the seed, then CD-ROMs: a guest's first disk is `vda` whatever else it has.
    func drives(_ id: UUID, on host: Host, pool: String, hasSeed: Bool) -> [PlannedDrive] {
        var drives = disks.enumerated().map { drive($1, id, $0, pool, host) }
        if hasSeed {
            let isWindows = hardware.os == .windows
            var seed = PlannedDrive(.seed, device: isWindows ? .cdrom : .disk, readOnly: true)
            if isWindows { seed.drive.bus = .sata }
            drives.append(seed)
        }
        for medium in media {
            var drive = PlannedDrive(medium.content(on: host), device: .cdrom, readOnly: true)
            drive.copy = medium.image?.copied(to: host, pool: pool)
            drive.drive.bus = .sata
            drives.append(drive)
        }
        return ordered(drives)
    }

    private func drive(
        _ disk: PlannedDisk, _ id: UUID, _ index: Int, _ pool: String, _ host: Host
    ) -> PlannedDrive {
        let stem = Self.volumePrefix(id) + (index == 0 ? "" : "-\(index)")
        var drive =
            switch disk.source {
            case .volume(let name): PlannedDrive(.volume(name))
            case .image(let image): made(stem, pool, disk, from: image.path(on: host), image.format)
            case .file(let path, let format): made(stem, pool, disk, from: path, format)
            case .empty(let format):
                PlannedDrive(
                    .new(
                        DiskRequest(
                            name: "\(stem).\(format.rawValue)", pool: disk.wish.pool ?? pool, capacity: disk.size,
                            image: nil, imageFormat: format, clone: .full)))
            }
        if case .image(let image) = disk.source { drive.copy = image.copied(to: host, pool: pool) }
        drive.drive.bus = disk.wish.bus ?? standardBus
        drive.drive.cache = disk.wish.cache
        drive.drive.serial = disk.wish.serial
        drive.drive.discard = disk.wish.discard ?? true
        return drive
    }

    private func made(
        _ stem: String, _ pool: String, _ disk: PlannedDisk, from path: String, _ format: Image.Format
    ) -> PlannedDrive {
        PlannedDrive(
            .new(
                DiskRequest(
                    name: stem + (format == .raw && clone == .full ? ".raw" : ".qcow2"), pool: disk.wish.pool ?? pool,
                    capacity: disk.size, image: path, imageFormat: format, clone: clone)))
    }

    /// Windows has no virtio drivers of its own.
    private var standardBus: CreateVirtualMachine.Disk.Bus {
        hardware.os == .windows && request.driversISO == nil ? .sata : .virtio
    }

    var bootOrder: [CreateVirtualMachine.BootDevice] {
        // An empty disk does not boot, so its installer does; once there is a system, that one does.
        request.bootOrder ?? (request.iso == nil ? [.disk] : [.disk, .cdrom])
    }

    private func ordered(_ drives: [PlannedDrive]) -> [PlannedDrive] {
        var drives = drives
        let disks = drives.indices.filter { drives[$0].drive.device == .disk && drives[$0].content != .seed }
        let disc = drives.firstIndex { request.iso != nil && $0.drive.device == .cdrom && $0.content != .seed }
        var place = 1
        for kind in bootOrder {
            switch kind {
            case .disk: for index in disks { drives[index].drive.bootOrder = place; place += 1 }
            case .cdrom: if let disc { drives[disc].drive.bootOrder = place; place += 1 }
            case .network: place += nicCount
            }
        }
        return drives
    }
}
