import ApusModel
import FoundationEssentials
import Schema

extension VirtualMachines {
    /// Marks a stopped machine of Apus's own as a template.
    /// - Throws: a ``Problem``; `invalid-state` when it runs, has a saved state, or is a template already.
    public func makeTemplate(_ vm: VirtualMachine, _ caller: Caller) async throws -> ApusModel.Operation {
        try requireCapability(of: "vm.template", vm)
        try requireManaged(vm)
        guard vm.state == .off else {
            throw Problem(.invalidState, "The VM \(Echo.quoted(vm.name)) is \(vm.state.rawValue); stop it first.")
        }
        guard vm.linkedTo == nil else {
            throw Problem(
                .invalidState,
                "The disks of \(Echo.quoted(vm.name)) lie over those of a template; make a full copy (clone: full) for that."
            )
        }
        return try await change(
            vm, "vm.template", TemplateVirtualMachineWorkflow(key: vm.key, isTemplate: true), caller)
    }

    /// Makes a template an ordinary machine again.
    /// - Throws: a ``Problem``; `invalid-state` for what is no template, `conflict` while machines are linked to it.
    public func unmakeTemplate(_ vm: VirtualMachine, _ caller: Caller) async throws -> ApusModel.Operation {
        guard vm.template else { throw Problem(.invalidState, "The VM \(Echo.quoted(vm.name)) is no template.") }
        // In turn with creates, which may be linking to it now.
        return try await placing.next {
            try requireUnlinked(vm)
            return try await change(
                vm, "vm.untemplate", TemplateVirtualMachineWorkflow(key: vm.key, isTemplate: false), caller)
        }
    }

    /// Starts a stopped machine once from a CD-ROM.
    public func rescue(
        _ vm: VirtualMachine, _ request: RescueVirtualMachine, _ caller: Caller
    ) async throws -> ApusModel.Operation {
        try requireCapability(of: "vm.rescue", vm)
        try requireNoTemplate(vm)
        guard vm.state == .off || vm.state == .crashed else {
            throw Problem(.invalidState, "The VM \(Echo.quoted(vm.name)) is \(vm.state.rawValue); stop it first.")
        }
        let media = try Media(request.iso, "/iso", estate)
        guard let host = estate.hosts.row(vm.host) else { throw Problem(.notFound, "The VM has no host.") }
        if media.image?.copied(to: host, pool: "") != nil {
            throw CreationPlan.fault("/iso", "image/host", "is not on the host \(host.name); upload it there")
        }
        let workflow = RescueVirtualMachineWorkflow(key: vm.key, disc: media.disc(on: host))
        return try await change(vm, "vm.rescue", workflow, caller)
    }

    func requireNoTemplate(_ vm: VirtualMachine) throws {
        guard vm.template else { return }
        throw Problem(
            .invalidState,
            "\(Echo.quoted(vm.name)) is a template, and others may lie over its disks; make a VM from it instead.")
    }

    /// - Throws: a ``Problem`` `conflict` while disks of other machines lie over this one's.
    func requireUnlinked(_ vm: VirtualMachine) throws {
        let linked = estate.machines.rows(in: vm.host).filter { $0.linkedTo == vm.id }.map(\.name).sorted()
        guard !linked.isEmpty else { return }
        var problem = Problem(
            .conflict,
            "The disks of \(linked.count) machine(s) lie over those of \(Echo.quoted(vm.name)): delete them first.")
        problem.candidates = Array(linked.prefix(20))
        throw problem
    }
}

/// What goes into a CD-ROM drive.
enum Media: Hashable {
    case image(Image)
    case volume(VolumeName)

    /// `pool/volume`, or an image of format iso or raw.
    /// - Throws: a ``Problem`` that names the field.
    init(_ reference: String, _ pointer: String, _ estate: Estate) throws {
        if reference.contains("/") {
            self = .volume(try VolumeName(checked: reference, pointer))
            return
        }
        let image = try CreationPlan.field(pointer) { try estate.image(reference) }
        guard image.format != .qcow2 else {
            throw CreationPlan.fault(
                pointer, "image/format", "is a qcow2 disk; what goes into a drive is an image of format iso or raw")
        }
        guard image.state == .ready else {
            throw CreationPlan.fault(pointer, "image/state", "is \(image.state.rawValue), not ready")
        }
        self = .image(image)
    }

    var image: Image? { if case .image(let image) = self { image } else { nil } }

    func disc(on host: Host) -> RescueVirtualMachineWorkflow.Disc {
        switch self {
        case .image(let image): .file(image.path(on: host))
        case .volume(let name): .volume(name)
        }
    }

    func content(on host: Host) -> PlannedDrive.Content {
        switch self {
        case .image(let image): .file(VolumeFacts(path: image.path(on: host), format: "raw"))
        case .volume(let name): .volume(name)
        }
    }
}

extension VolumeName {
    /// - Throws: a ``Problem`` for anything but a pool's and a volume's plain name.
    init(checked text: String, _ pointer: String) throws {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        let isPlain = parts.allSatisfy { part in
            !part.isEmpty && !part.hasPrefix(".") && !part.hasPrefix("-")
                && part.unicodeScalars.allSatisfy { $0.properties.generalCategory != .control }
        }
        guard parts.count == 2, isPlain, let name = VolumeName(text) else {
            throw CreationPlan.fault(pointer, "volume/name", "must be pool/volume, both plain names")
        }
        self = name
    }
}
