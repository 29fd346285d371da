import ApusCore
import ApusModel
import FoundationEssentials
import Libvirt
import LibvirtXML

extension Connection {
    func migrationLuggage(of id: UUID) throws -> MigrationLuggage {
        let domain = try domain(id)
        let tree = try XMLTree.parse(try domain.xml(), root: "domain")
        let description = DomainDescription(tree)
        var luggage = MigrationLuggage(name: description.name)
        luggage.type = description.type
        luggage.architecture = description.os.architecture
        luggage.machine = description.os.machine
        (luggage.cpu, luggage.usesHostCPU) = try Self.cpu(of: tree, description)
        luggage.disks = try description.disks.map(migrating)
        luggage.bridges = tree.all("devices/interface").filter { $0.attribute("type") == "bridge" }
            .compactMap { $0.attribute("bridge", at: "source") }
        luggage.hostDevices = tree.all("devices/hostdev").map { $0.attribute("type") ?? "device" }
        luggage.snapshots = try ifSupported { try domain.snapshotTotal() } ?? 0
        luggage.checkpoints = try ifSupported { try domain.checkpointCount() } ?? 0
        luggage.hasFirmwareVariables = tree.has("os/nvram")
        luggage.hasTPM = tree.has("devices/tpm")
        luggage.isPersistent = try domain.isPersistent()
        luggage.autostart = try ifSupported { try domain.autostart() } ?? false
        return luggage
    }

    /// A named model with its features, as a running domain has it; a mode says what depends on the host.
    private static func cpu(of tree: Element, _ description: DomainDescription) throws -> (String?, Bool) {
        guard let cpu = tree.first("cpu") else { return (nil, false) }
        switch description.cpu?.mode {
        case "host-passthrough": return (nil, true)
        case "maximum": return (nil, description.type == "kvm")
        default: return (cpu.has("model") && description.cpu?.mode != "host-model" ? try cpu.xml() : nil, false)
        }
    }

    private func migrating(_ disk: DomainDescription.Disk) throws -> MigrationLuggage.Disk {
        let (kind, path): (MigrationLuggage.Disk.Kind, String?) =
            switch disk.source {
            case .file(let path): (.file, path)
            case .block(let path): (.block, path)
            case .volume(let pool, let volume): (.file, try self.pool(named: pool).volume(named: volume).path())
            case .network: (.network, nil)
            case .empty: (.empty, nil)
            case .directory, .other: (.other, nil)
            }
        var found = MigrationLuggage.Disk(target: disk.target, kind: kind, path: path)
        found.isDisk = disk.device == "disk"
        found.isReadOnly = disk.isReadOnly
        found.format = disk.format ?? "raw"
        if kind == .file, let path { found.sight = try migrationSight(of: path, refreshing: true) }
        return found
    }

    /// The file at a path, by the pool that has its directory.
    func migrationSight(of path: String, refreshing: Bool) throws -> MigrationSight? {
        guard let name = try poolsByFolder()[path.folder] else { return nil }
        let pool = try pool(named: name)
        // What other hosts made there shows after a refresh only; a pool that is busy tells what it knew.
        if refreshing { try? pool.refresh() }
        return try unlessGone {
            let tree = try XMLTree.parse(pool.volume(named: path.fileName).xml(), root: "volume")
            let volume = VolumeDescription(tree)
            var sight = MigrationSight(
                pool: name, volume: volume.name, capacity: volume.capacity ?? 0, allocation: volume.allocation ?? 0)
            (sight.backingPath, sight.backingFormat) = (volume.backingPath, volume.backingFormat)
            sight.modified = tree.text(at: "target/timestamps/mtime")
            sight.share = try Self.share(of: XMLTree.parse(pool.xml(), root: "pool"))
            return sight
        }
    }

    private static func share(of pool: Element) -> String? {
        guard let host = pool.attribute("name", at: "source/host") else { return nil }
        return host + ":" + (pool.attribute("path", at: "source/dir") ?? "")
    }

    func migrationFaults(taking luggage: MigrationLuggage) throws -> [String] {
        let guests = try LibvirtXML.HostCapabilities(xml: capabilities()).guests.filter { $0.osType == "hvm" }
        guard let guest = guests.first(where: { $0.architecture == luggage.architecture ?? $0.architecture }) else {
            return ["it has no emulator for \(luggage.architecture ?? "this architecture")"]
        }
        var faults: [String] = []
        if !guest.domainTypes.contains(luggage.type) {
            let has = guest.domainTypes.sorted().joined(separator: ", ")
            faults.append("it runs no machines of type \(luggage.type), only \(has)")
        }
        if let machine = luggage.machine, !guest.machines.isEmpty,
            !guest.machines.contains(where: { $0.name == machine || $0.canonical == machine })
        {
            faults.append("its emulator does not know the machine type \(machine)")
        }
        if let cpu = luggage.cpu, faults.isEmpty {
            // A host that cannot compare says so when the machine comes.
            let fits = try? canGive(
                cpu: cpu, architecture: luggage.architecture, machine: luggage.machine,
                virtualizationType: luggage.type)
            if fits == false { faults.append("its CPU lacks what the guest's CPU has") }
        }
        let interfaces = (try? hostInterfaces())?.map(\.name)
        for bridge in Set(luggage.bridges).sorted() where interfaces?.contains(bridge) == false {
            faults.append("it has no bridge \(bridge)")
        }
        return faults
    }
}
