import ApusModel
import FoundationEssentials
import Schema

/// A snapshot with everything chosen.
public struct SnapshotPlan: Codable, Hashable, Sendable {
    /// What is done with a disk; those left out are named too.
    public struct Disk: Codable, Hashable, Sendable {
        public var target: String
        public var isTaken: Bool
        /// The new file of an external snapshot.
        public var overlay: String?

        public init(target: String, isTaken: Bool, overlay: String? = nil) {
            self.target = target
            self.isTaken = isTaken
            self.overlay = overlay
        }
    }

    public var name: String
    public var description: String?
    public var kind: VirtualMachineSnapshot.Kind
    public var withMemory: Bool
    public var quiesce: CreateSnapshot.Quiesce
    public var disks: [Disk]
    /// Overlays to be made: `pool/volume`.
    public var volumes: [String]

    public init(
        name: String, description: String? = nil, kind: VirtualMachineSnapshot.Kind, withMemory: Bool = false,
        quiesce: CreateSnapshot.Quiesce = .auto, disks: [Disk], volumes: [String] = []
    ) {
        self.name = name
        self.description = description
        self.kind = kind
        self.withMemory = withMemory
        self.quiesce = quiesce
        self.disks = disks
        self.volumes = volumes
    }
}

/// Decides how a snapshot is taken. What cannot be is refused in words before anything is done.
struct SnapshotChoice {
    /// libvirt refuses chains of 200 images; each one makes every read slower.
    static let deepest = 32

    let request: CreateSnapshot
    let vm: VirtualMachine
    let scene: SnapshotScene
    /// The VM's snapshots.
    let others: [VirtualMachineSnapshot]

    /// - Throws: a ``Problem`` that says what to do instead.
    func plan(name: String) throws -> SnapshotPlan {
        if scene.checkpoints > 0 {
            throw refusal("it has checkpoints of backups, which a revert would break; delete them first")
        }
        if scene.state == .saved {
            throw refusal("its memory is saved; start it, so that memory and disks belong together")
        }
        let taken = try takenDisks()
        let kind = try kind(taken)
        let memory = kind == .internal && scene.state.isActive
        if request.memory == true, !scene.state.isActive { throw refusal("it is off, and has no memory to keep") }
        let disks = try scene.disks.map { disk in
            let isTaken = taken.contains(disk)
            let path = isTaken && kind == .external ? try overlay(name, disk) : nil
            return SnapshotPlan.Disk(target: disk.target, isTaken: isTaken, overlay: path)
        }
        return SnapshotPlan(
            name: name, description: request.description, kind: kind, withMemory: memory,
            quiesce: try quiesce(kind), disks: disks, volumes: volumes(taken, disks))
    }

    private func takenDisks() throws -> [SnapshotScene.Disk] {
        for target in request.disks ?? [] where !scene.disks.contains(where: { $0.target == target && $0.isWritable }) {
            let known = scene.disks.filter(\.isWritable).map(\.target).joined(separator: ", ")
            throw CreationPlan.fault(
                "/disks", "disk/not-found", "names \(Echo.quoted(target)); the VM's writable disks are \(known)")
        }
        let taken = scene.disks.filter { $0.isWritable && request.disks?.contains($0.target) != false }
        guard !taken.isEmpty else { throw refusal("it has no disk that a guest writes to") }
        return taken
    }

    private func kind(_ taken: [SnapshotScene.Disk]) throws -> VirtualMachineSnapshot.Kind {
        let kind = wanted(taken)
        if let other = others.first(where: { $0.kind != kind }) {
            let way = other.kind == .internal ? "with memory, or while the VM is off" : "without memory"
            throw refusal(
                "it has \(other.kind.rawValue) ones (\(Echo.quoted(other.name))), and libvirt cannot delete both kinds in "
                    + "one chain; take it \(way), or delete those first")
        }
        switch kind {
        case .internal: try checkInternal(taken)
        case .external: try checkExternal(taken)
        }
        return kind
    }

    /// The kind asked for, else that of the VM's other snapshots, else the one that disturbs the guest least.
    private func wanted(_ taken: [SnapshotScene.Disk]) -> VirtualMachineSnapshot.Kind {
        switch request.kind ?? .auto {
        case .internal: return .internal
        case .external: return .external
        case .auto: break
        }
        if request.memory == true { return .internal }
        let mayBeInternal = impediment(taken) == nil && (!scene.state.isActive || request.memory != false)
        if let other = others.first?.kind, other == .external || mayBeInternal { return other }
        return scene.state.isActive || impediment(taken) != nil ? .external : .internal
    }

    /// Why an internal snapshot is impossible; nil where it is not.
    private func impediment(_ taken: [SnapshotScene.Disk]) -> String? {
        if scene.hasFlash { return "its firmware keeps variables in flash, which internal snapshots leave out" }
        if let raw = taken.first(where: { $0.format != "qcow2" }) {
            return "\(raw.target) is \(raw.format), and only qcow2 holds internal snapshots"
        }
        let left = scene.disks.first { disk in disk.isWritable && !taken.contains(disk) }
        return left.map { "internal snapshots take all writable disks, and \($0.target) is left out" }
    }

    private func checkInternal(_ taken: [SnapshotScene.Disk]) throws {
        if let impediment = impediment(taken) { throw refusal("\(impediment); take an external one without memory") }
        if scene.state.isActive, request.memory == false {
            throw refusal("it runs, and an internal snapshot of a running VM keeps its memory; take an external one")
        }
        if request.quiesce == .always {
            throw refusal("an internal snapshot pauses the guest and does not freeze its file systems")
        }
    }

    private func checkExternal(_ taken: [SnapshotScene.Disk]) throws {
        if request.memory == true { throw refusal("memory is kept by internal snapshots only") }
        if request.quiesce == .always, scene.state != .running { throw refusal("only a running guest can be frozen") }
        for disk in taken {
            guard disk.path != nil, disk.pool != nil else {
                let place = Echo.quoted(disk.path.map(folder) ?? "its place")
                throw refusal("\(disk.target) lies in no storage pool of the host; define one for \(place)")
            }
            guard disk.depth < Self.deepest else {
                let depth = "\(disk.target) stands on \(disk.depth) images already"
                throw refusal("\(depth), and the most are \(Self.deepest); delete some snapshots")
            }
        }
    }

    private func quiesce(_ kind: VirtualMachineSnapshot.Kind) throws -> CreateSnapshot.Quiesce {
        kind == .external && scene.state == .running ? request.quiesce ?? .auto : .never
    }

    private func overlay(_ name: String, _ disk: SnapshotScene.Disk) throws -> String {
        folder(disk.path ?? "") + "/" + Self.overlayName(vm.id, "\(name)-\(disk.target)")
    }

    private func volumes(_ taken: [SnapshotScene.Disk], _ disks: [SnapshotPlan.Disk]) -> [String] {
        zip(scene.disks, disks).compactMap { disk, planned in
            guard let pool = disk.pool, let path = planned.overlay else { return nil }
            return "\(pool)/\(path.split(separator: "/").last.map(String.init) ?? path)"
        }
    }

    /// The name of an overlay: it tells whose it is, and that nothing is lost with it when nothing stands on it.
    static func overlayName(_ vm: UUID, _ rest: String) -> String {
        "\(CreationPlan.volumePrefix(vm))-snapshot-\(rest).qcow2"
    }

    private func folder(_ path: String) -> String { path.lastIndex(of: "/").map { String(path[..<$0]) } ?? path }

    private func refusal(_ reason: String) -> Problem {
        Problem(.invalidState, "No such snapshot of the VM \(Echo.quoted(vm.name)) can be taken: \(reason).")
    }
}
