import ApusCore
import ApusModel
import FoundationEssentials
import Libvirt
import LibvirtXML

/// Disks of a libvirt host's machines on their way to other volumes.
struct LibvirtDiskMoves: DiskMoveDriver {
    let lanes: Lanes
    private let copyLimit = Duration.seconds(24 * 3600)

    init(lanes: Lanes) { self.lanes = lanes }

    func hasSnapshots(_ vm: UUID) async throws -> Bool {
        try await perform("count snapshots", on: lanes.reads) { connection in
            try ifSupported { try connection.domain(vm).snapshotTotal() > 0 } ?? false
        }
    }

    func repoint(_ move: DiskMove) async throws {
        try await perform("change disk") { connection in
            guard try !connection.domain(move.vm).isActive() else {
                throw DriverError(.invalidState, "The machine was started meanwhile.")
            }
            let place = try connection.place(of: move)
            try connection.editDefinition(of: move.vm) { place.put(into: &$0) }
        }
    }

    func copy(_ move: DiskMove, progress: @escaping @Sendable (Double) -> Void) async throws {
        try await perform("start copy") { try $0.beginCopy(of: move) }
        let end = ContinuousClock.now.advanced(by: copyLimit)
        while ContinuousClock.now < end {
            let stage = try await perform("follow copy", on: lanes.reads) { try $0.stage(of: move) }
            switch stage {
            case .moved, .ready: return
            case .copying(let fraction): progress(fraction)
            case .none:
                throw DriverError(.failed, "The host gave the copy up: the new pool may be full, or not be readable.")
            }
            try await mappingErrors { try await Task.sleep(for: .milliseconds(250)) }
        }
        throw DriverError(.timedOut, "The copy came to no end within a day.")
    }

    func pivot(_ move: DiskMove) async throws {
        try await perform("end copy") { connection in
            if try connection.stage(of: move) != .moved {
                try connection.domain(move.vm).endBlockJob(move.target, pivot: true)
            }
            let place = try connection.place(of: move)
            try connection.renameOwnVolume(move)
            try connection.editDefinition(of: move.vm) { place.put(into: &$0) }
        }
    }

    func abandon(_ move: DiskMove) async throws {
        try await perform("give copy up") { connection in
            _ = try unlessGone {
                switch try connection.stage(of: move) {
                case .copying, .ready: try connection.domain(move.vm).endBlockJob(move.target, pivot: false)
                case .moved, .none: break
                }
            }
        }
    }

    func isMoved(_ move: DiskMove) async throws -> Bool {
        try await perform("look at disk", on: lanes.reads) { connection in
            try unlessGone { try connection.stage(of: move) == .moved } ?? false
        }
    }

    private func perform<Value: Sendable>(
        _ name: String, on lane: HostConnection? = nil, _ work: @escaping @Sendable (Connection) throws -> Value
    ) async throws -> Value {
        try await mappingErrors {
            try await (lane ?? lanes.changes).perform(name, deadline: .seconds(120), work)
        }
    }
}

/// How far a running machine's disk is.
enum MoveStage: Equatable {
    case none, copying(Double), ready, moved
}

extension Connection {
    /// Where the disk goes, as its volume says. Throws `.noStorageVolume`.
    fileprivate func place(of move: DiskMove) throws -> DiskPlace {
        let volume = try pool(named: move.to.pool).volume(named: move.to.name)
        return DiskPlace(move: move, path: try volume.path(), isBlock: try volume.info().kind == .block)
    }

    fileprivate func beginCopy(of move: DiskMove) throws {
        guard try stage(of: move) == .none else { return }
        let domain = try domain(move.vm)
        guard try domain.blockJob(move.target) == nil else {
            throw DriverError(.invalidState, "Another job works on the disk \(move.target).")
        }
        try domain.blockCopy(move.target, to: place(of: move).disk.xml(), [.reuse, .transientJob])
    }

    fileprivate func stage(of move: DiskMove) throws -> MoveStage {
        let domain = try domain(move.vm)
        let tree = try XMLTree.parse(try domain.xml(), root: "domain")
        guard let disk = tree.all("devices/disk").first(where: { $0.attribute("dev", at: "target") == move.target })
        else { return .none }
        guard let path = try unlessGone({ try place(of: move).path }) else { return .none }
        if disk.names(path, move.to) { return .moved }
        guard let mirror = disk.first("mirror"), mirror.names(path, move.to) else { return .none }
        if mirror.attribute("ready") == "yes" { return .ready }
        guard let job = try domain.blockJob(move.target), job.end > 0 else { return .copying(0) }
        return .copying(min(1, Double(job.current) / Double(job.end)))
    }

    /// Writes the new place into the ownership of the running machine.
    fileprivate func renameOwnVolume(_ move: DiskMove) throws {
        let domain = try domain(move.vm)
        guard try domain.isActive() else { return }
        let tree = try XMLTree.parse(try domain.xml(), root: "domain")
        guard var own = tree.first("metadata/apus:vm"), own.rename(move) else { return }
        let plain = try own.withoutPrefixes().xml()
        try domain.setMetadata(plain, .element(uri: Ownership.namespace), key: "apus", [.live])
    }
}

/// A disk's new place in XML.
private struct DiskPlace {
    var move: DiskMove
    var path: String
    var isBlock: Bool

    private var attribute: String { isBlock ? "dev" : "file" }

    /// As a copy wants it.
    var disk: Element {
        Element(
            "disk", ["type": isBlock ? "block" : "file"],
            [Element("driver", ["name": "qemu", "type": move.format]), Element("source", [attribute: path])])
    }

    /// Changes the one disk of a domain's definition, and the ownership that names its volume.
    func put(into domain: inout Element) {
        domain.editAll("devices/disk") { disk in
            guard disk.attribute("dev", at: "target") == move.target, disk.attribute(attribute, at: "source") != path
            else { return }
            disk.stand(on: path, isBlock: isBlock, format: move.format)
        }
        domain.editAll("metadata/apus:vm") { _ = $0.rename(move) }
    }
}

extension Element {
    /// Lets a `<disk>` have another image, which has nothing below it.
    mutating func stand(on path: String, isBlock: Bool, format: String) {
        set("type", to: isBlock ? "block" : "file")
        for old in ["file", "dev", "pool", "volume", "mode", "startupPolicy"] { set(old, at: "source", to: nil) }
        set(isBlock ? "dev" : "file", at: "source", to: path)
        set("type", at: "driver", to: format)
        remove("backingStore")
    }

    /// Whether a `<disk>` has this volume, named by its path or by its pool.
    func names(_ path: String, _ place: VolumePlace) -> Bool {
        guard let source = first("source") else { return false }
        return source.attribute("file") == path || source.attribute("dev") == path
            || (source.attribute("pool") == place.pool && source.attribute("volume") == place.name)
    }

    /// As libvirt takes metadata: it adds the namespace by itself, and fails where it is declared already.
    fileprivate func withoutPrefixes() -> Element {
        var plain = self
        plain.name = name.split(separator: ":").last.map(String.init) ?? name
        plain.attributes.removeAll { $0.name.hasPrefix("xmlns") }
        plain.children = children.map { child in
            if case .element(let element) = child { .element(element.withoutPrefixes()) } else { child }
        }
        return plain
    }

    /// Gives the volume its new name; false when it is not named here.
    fileprivate mutating func rename(_ move: DiskMove) -> Bool {
        var renamed = false
        for index in children.indices {
            guard case .element(var child) = children[index], child.text == "\(move.from)" else { continue }
            child.children = [.text("\(move.to)")]
            children[index] = .element(child)
            renamed = true
        }
        return renamed
    }
}
