import ApusModel
import FoundationEssentials
import Schema

/// A machine that can be copied, and the disks that are copied with it.
struct CloneSource {
    struct Disk {
        var place: VolumePlace
        var pool: UUID
        /// As the definition says it; the guest can write anything into a raw disk, so what the file looks like does not count.
        var format: String
        var target: String
    }

    let vm: VirtualMachine
    let disks: [Disk]

    /// - Throws: a ``Problem`` that says why it cannot be copied, and what to do instead.
    init(_ vm: VirtualMachine, _ request: CloneVirtualMachine, _ estate: Estate) throws {
        try Self.requireCopyable(vm, linked: request.linked ?? false)
        self.vm = vm
        disks = try vm.disks.filter { $0.isCopied(of: vm) }.map { disk in
            guard let source = disk.source, disk.device != .lun,
                let (pool, place) = estate.volume(at: source, on: vm.host)
            else {
                throw Self.refusal(
                    vm, disk, "lies in no storage pool of the host; make a pool of its folder, or detach it first")
            }
            let writer = estate.machines.rows(in: vm.host).first {
                $0.id != vm.id && $0.state.isActive && $0.uses(source, place)
            }
            if let writer {
                throw Self.refusal(vm, disk, "is also a disk of the running VM \(Echo.quoted(writer.name)); stop that")
            }
            return Disk(place: place, pool: pool.id, format: disk.format ?? "raw", target: disk.target)
        }
    }

    /// The volumes as their host says them.
    /// - Throws: a ``Problem`` for one that is gone or that is not what the definition says.
    func volumes(_ driver: any VolumeDriver, _ pools: any PoolDriver) async throws -> [Volume] {
        var found: [Volume] = []
        for disk in disks {
            var volume = try await driver.read(disk.place)
            if volume == nil {
                // What the hypervisor itself made, as the overlays of snapshots, its pool knows after a refresh only.
                try await pools.refresh(disk.pool)
                volume = try await driver.read(disk.place)
            }
            guard let volume else { throw Problem(.notFound, "The volume \(disk.place) is not there.") }
            // A guest that writes the head of an image into its raw disk would have the host copy what that head names.
            if disk.format == "raw", volume.format.map({ $0 != "raw" && $0 != "iso" }) == true {
                throw Problem(
                    .conflict,
                    "The raw disk \(disk.target) of \(Echo.quoted(vm.name)) looks like \(volume.format ?? ""), so copying it is not safe."
                )
            }
            guard disk.format != "qcow2" || volume.type == .file else {
                throw Problem(
                    .conflict,
                    "The disk \(disk.target) of \(Echo.quoted(vm.name)) is a qcow2 image inside a block device, which is not copied."
                )
            }
            found.append(volume)
        }
        return found
    }

    private static func requireCopyable(_ vm: VirtualMachine, linked: Bool) throws {
        let name = Echo.quoted(vm.name)
        if vm.template {
            throw Problem(
                .invalidState,
                "\(name) is a template; make a VM from it with apus vm create --template (clone: linked or full).")
        }
        guard !linked else {
            throw CreationPlan.fault(
                "/linked", "linked",
                "is not for an ordinary VM, which writes to its disks: make it a template (apus vm template), then create with template"
            )
        }
        guard vm.managed else {
            throw Problem(
                .notManaged, "Apus did not make the VM \(name), so it makes no copies of it; adopt it first.")
        }
        switch vm.state {
        case .off, .crashed: return
        case .saved:
            throw Problem(
                .invalidState,
                "The memory of the VM \(name) is saved, and its disks belong to it: start and stop it, or discard the saved state."
            )
        default:
            throw Problem(
                .invalidState,
                "The VM \(name) is \(vm.state.rawValue) and writes to its disks; stop it first. To keep its present state while it runs, take a snapshot."
            )
        }
    }

    private static func refusal(_ vm: VirtualMachine, _ disk: ApusModel.Disk, _ reason: String) -> Problem {
        Problem(
            .conflict,
            "The disk \(disk.target) (\(Echo.quoted(disk.source ?? ""))) of \(Echo.quoted(vm.name)) \(reason).")
    }
}

extension VirtualMachine {
    /// The cloud-init seed that was made for it, be it named by its path or by its pool.
    var seedDisk: Disk? {
        let name = CreationPlan.seedName(id)
        return disks.first { $0.source?.split(separator: "/").last.map(String.init) == name }
    }

    fileprivate func uses(_ source: String, _ place: VolumePlace) -> Bool {
        disks.contains { !$0.readOnly && ($0.source == source || $0.source == "\(place)") }
    }
}

extension Disk {
    /// Whether a copy of the machine gets a copy of it.
    func isCopied(of vm: VirtualMachine) -> Bool {
        device != .cdrom && source != nil && !readOnly && source != vm.seedDisk?.source
    }

    /// Whether a copy of the machine has the same.
    func isSharedByClones(of vm: VirtualMachine) -> Bool {
        device != .cdrom && source != nil && readOnly && source != vm.seedDisk?.source
    }
}

extension Estate {
    /// The volume that a disk names by its path or as `pool/volume`; nil where it is in no pool of the host.
    func volume(at source: String, on host: UUID) -> (StoragePool, VolumePlace)? {
        guard let name = VolumeName(source) else { return nil }
        let pool = pools.rows(in: host).first { source.hasPrefix("/") ? $0.path == name.pool : $0.name == name.pool }
        return pool.map { ($0, VolumePlace(pool: $0.name, name: name.volume)) }
    }
}
