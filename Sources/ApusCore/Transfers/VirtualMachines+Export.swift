import ApusModel
import FoundationEssentials
import Schema

extension VirtualMachines {
    /// Makes copies of a machine's disks, or a package of it, that can be fetched for a day. The machine must be off.
    /// - Throws: a ``Problem``; `invalid-state` for one that runs or keeps saved memory.
    public func export(
        _ vm: VirtualMachine, _ request: ExportVirtualMachine, _ caller: Caller
    ) async throws -> ApusModel.Operation {
        try requireCapability(of: "vm.export", vm)
        if !vm.template { try requireManaged(vm) }
        try requireAtRest(vm)
        let (format, pool) = (request.format ?? .qcow2, try exportPool(of: vm))
        guard format != .ova || request.disk == nil else {
            throw CreationPlan.fault(
                "/disk", "conflict", "a package holds all disks; leave it away, or name a disk format")
        }
        // What a package holds is made from a copy in our own format.
        let disks = try exported(vm, request.disk, Image.Format(rawValue: format.rawValue) ?? .qcow2, to: pool.name)
        let workflow = ExportVirtualMachineWorkflow(
            key: vm.key, pool: pool, disks: disks, machine: format == .ova ? vm : nil)
        return try await change(vm, "vm.export", workflow, caller)
    }

    /// What can be fetched. Asks the host.
    public func exportedFiles(of vm: VirtualMachine) async throws -> MachineExport {
        try requireNoExport(vm)
        let (pool, prefix) = (try exportPool(of: vm).name, ExportName.prefix(vm.id))
        let (storage, content) = try await operations.context.drivers(vm.host).forImages()
        var files: [MachineExport.File] = []
        for name in try await storage.volumes(in: pool).sorted() where name.hasPrefix(prefix) {
            let size = try await content.content(of: .init(pool: pool, volume: name)).size
            files.append(.init(name: String(name.dropFirst(prefix.count)), size: size))
        }
        return MachineExport(files: files)
    }

    /// The volume of an exported file.
    /// - Throws: a ``Problem`` `not-found`.
    public func exportedFile(_ name: String, of vm: VirtualMachine) async throws -> VolumeName {
        try requireNoExport(vm)
        let file = VolumeName(pool: try exportPool(of: vm).name, volume: ExportName.prefix(vm.id) + name)
        let (storage, _) = try await operations.context.drivers(vm.host).forImages()
        guard try await storage.volumes(in: file.pool).contains(file.volume) else {
            throw Problem(
                .notFound,
                "Nothing named \(Echo.quoted(name)) is exported of the VM \(Echo.quoted(vm.name)); export it first.")
        }
        return file
    }

    public func dropExport(_ vm: VirtualMachine, _ caller: Caller) async throws -> ApusModel.Operation {
        let workflow = DropExportWorkflow(key: vm.key, pool: try exportPool(of: vm).name)
        return try await change(vm, "vm.export.drop", workflow, caller)
    }

    /// What is exported of it and known, as `pool/volume`: it goes with the machine.
    func exports(of vm: VirtualMachine) -> [String] {
        let prefix = ExportName.prefix(vm.id)
        return estate.volumes.rows(in: vm.host).filter { $0.name.hasPrefix(prefix) }.map { "\($0.pool)/\($0.name)" }
            .sorted()
    }

    private func requireAtRest(_ vm: VirtualMachine) throws {
        guard vm.state != .saved else {
            throw Problem(
                .invalidState,
                "The VM \(Echo.quoted(vm.name)) is saved, and its disks are in the middle of things; restore it and shut it down first."
            )
        }
        guard vm.state == .off || vm.state == .crashed || vm.operation != nil else {
            throw Problem(
                .invalidState,
                "The VM \(Echo.quoted(vm.name)) is \(vm.state.rawValue); stop it first: apus vm stop \(vm.name)")
        }
    }

    private func requireNoExport(_ vm: VirtualMachine) throws {
        let running = estate.operations.rows().first {
            $0.kind == "vm.export" && $0.target.id == vm.id && $0.host == vm.host && !$0.state.isSettled
        }
        guard let running else { return }
        var problem = Problem(.locked, "The VM \(Echo.quoted(vm.name)) is being exported; wait for that.")
        problem.operation = running.id
        throw problem
    }

    private func exportPool(of vm: VirtualMachine) throws -> PlannedPool {
        guard let host = estate.hosts.row(vm.host) else { throw Problem(.notFound, "The host of the VM is gone.") }
        let settings = try estate.provider(of: host).settings
        return PlannedPool(name: settings.pool, path: settings.poolPath)
    }

    /// The disks that the guest can write to.
    private func exported(
        _ vm: VirtualMachine, _ target: String?, _ format: Image.Format, to pool: String
    ) throws -> [ExportedDisk] {
        let own = vm.disks.filter { $0.device == .disk && !$0.readOnly && $0.source != vm.seedDisk?.source }
        let wanted = own.filter { target == nil || $0.target == target }
        guard !wanted.isEmpty else {
            let names = own.map(\.target).joined(separator: ", ")
            throw CreationPlan.fault("/disk", "disk/unknown", "the VM has these disks to export: \(names)")
        }
        return try wanted.map { disk in
            guard let source = disk.source, VolumeName(source) != nil, let sourceFormat = disk.format else {
                throw CreationPlan.fault(
                    "/disk", "disk/no-file", "the disk \(disk.target) is no file or volume of its host")
            }
            let name = "\(ExportName.prefix(vm.id))\(disk.target).\(format.rawValue)"
            return ExportedDisk(
                source: source, sourceFormat: sourceFormat, copy: VolumePlace(pool: pool, name: name), format: format)
        }
    }
}

extension VirtualMachines {
    /// Takes away exports that nobody fetched for a day, and what failed ones left. By an operation, so that none begins meanwhile.
    func expireExports(on host: UUID) async {
        let since = ambient.now().addingTimeInterval(-Sweep.horizon)
        let operations = estate.operations.rows().filter { $0.kind == "vm.export" && $0.host == host }
        let wanted = operations.filter { operation in
            !operation.state.isSettled || operation.state == .stuck
                || (operation.state == .succeeded && operation.finishedAt.map { $0 > since } == true)
        }
        let exported = Set(estate.volumes.rows(in: host).compactMap { ExportName.machine(of: $0.name) })
        let caller = Caller(actor: Principal(name: "expiry", role: .operator))
        for id in exported.subtracting(wanted.map(\.target.id)) {
            // What cannot be deleted now, since the machine is being changed, is tried at the next listing.
            guard let vm = estate.machines.row(HostedKey(host: host, id: id)) else { continue }
            _ = try? await dropExport(vm, caller)
        }
    }
}
