import ApusModel
import FoundationEssentials
import Schema

/// A create request with all its references resolved, before a host is chosen.
struct CreationPlan {
    let request: CreateVirtualMachine
    let name: String
    let image: Image?
    let template: VirtualMachine?
    let instanceType: InstanceType?
    let cpus: Int
    /// Bytes.
    let memory: Int64
    let disks: [PlannedDisk]
    /// The CD-ROMs; the first is the one to boot from.
    let media: [Media]
    let hardware: MachineDefinition.Hardware
    let host: Host?

    /// - Throws: a ``Problem`` that names the field.
    init(_ request: CreateVirtualMachine, estate: Estate) throws {
        self.request = request
        name = request.name
        guard ResourceName.isValid(name) else { throw Self.fault("/name", "name/grammar", ResourceName.rule) }
        if estate.isNameTaken(name) {
            throw Problem(.nameTaken, "There is a VM named \(Echo.quoted(name)) already.")
        }
        image = try Self.systemImage(request, estate)
        template = try Self.template(request, estate)
        instanceType = try Self.field("/instanceType") {
            try request.instanceType.map { try estate.instanceTypes.rows().resolve($0) }
        }
        (cpus, memory) = try Self.size(request, instanceType)
        media = try [("/iso", request.iso), ("/driversISO", request.driversISO)].compactMap { pointer, reference in
            try reference.map { try Media($0, pointer, estate) }
        }
        disks = try Self.disks(request, image, template, instanceType, estate)
        hardware = try Self.hardware(request, cpus: cpus, memory: memory)
        try Self.checkNICs(request, estate)
        let used = disks.compactMap(\.volume) + media.compactMap(\.volume)
        host = try Self.host(request, template, uses: used, estate)
    }

    private static func size(_ request: CreateVirtualMachine, _ type: InstanceType?) throws -> (Int, Int64) {
        if let type { return (type.cpus, type.memory) }
        guard let cpus = request.cpus, let memory = request.memory else {
            throw fault("/instanceType", "required", "either an instance type, or cpus and memory")
        }
        return (cpus, memory)
    }

    private static func systemImage(_ request: CreateVirtualMachine, _ estate: Estate) throws -> Image? {
        guard let reference = request.image else { return nil }
        return try field("/image") { try estate.image(reference).usable() }
    }

    private static func template(_ request: CreateVirtualMachine, _ estate: Estate) throws -> VirtualMachine? {
        guard let reference = request.template else { return nil }
        let vm = try field("/template") { try estate.machines.rows().resolve(reference) }
        guard vm.template else {
            throw fault(
                "/template", "template", "\(Echo.quoted(vm.name)) is no template; mark it with apus vm template")
        }
        guard vm.operation == nil else {
            var problem = Problem(.locked, "Another operation is changing the template \(Echo.quoted(vm.name)).")
            problem.operation = vm.operation
            throw problem
        }
        return vm
    }

    /// What lies on one host fixes it: a template, or an existing volume.
    private static func host(
        _ request: CreateVirtualMachine, _ template: VirtualMachine?, uses volumes: [VolumeName], _ estate: Estate
    ) throws -> Host? {
        let asked = try askedHost(request, estate)
        if let template {
            guard asked == nil || asked?.id == template.host else {
                throw fault("/host", "host", "the template lies on \(template.hostName)")
            }
            return estate.hosts.row(template.host)
        }
        guard asked == nil, let volume = volumes.first else { return asked }
        let having = Set(estate.pools.rows().filter { $0.name == volume.pool }.map(\.host))
        guard having.count <= 1 else {
            throw fault(
                "/host", "required", "\(having.count) hosts have a pool \(Echo.quoted(volume.pool)): name the one")
        }
        return having.first.flatMap { estate.hosts.row($0) }
    }

    /// `host`, or the same in `placement`.
    private static func askedHost(_ request: CreateVirtualMachine, _ estate: Estate) throws -> Host? {
        let own = try field("/host") { try request.host.map { try estate.hosts.rows().resolve($0) } }
        guard let reference = request.placement?.host else { return own }
        let host = try field("/placement/host") { try estate.hosts.rows().resolve(reference) }
        guard own == nil || own?.id == host.id else {
            throw fault("/placement/host", "conflict", "names another host than /host")
        }
        return host
    }

    /// A reference in a body that leads nowhere is a fault of the body, not of the path.
    static func field<Value>(_ pointer: String, _ resolve: () throws -> Value) throws -> Value {
        do {
            return try resolve()
        } catch let problem as Problem {
            throw fault(pointer, problem.code, problem.detail)
        }
    }

    static func fault(_ pointer: String, _ code: String, _ message: String) -> Problem {
        Problem(
            .invalid, "The request has a fault: \(pointer) \(message)",
            errors: [.init(pointer: pointer, code: code, message: message)])
    }
}

extension Media {
    /// The existing volume it is.
    var volume: VolumeName? {
        if case .volume(let name) = self { name } else { nil }
    }
}
