import ApusModel
import FoundationEssentials
import Schema

/// A create request with all its references resolved, before a host is chosen.
struct CreationPlan {
    let request: CreateVirtualMachine
    let name: String
    let image: Image
    let instanceType: InstanceType?
    let cpus: Int
    /// Bytes.
    let memory: Int64
    /// Bytes.
    let diskSize: Int64
    let host: Host?

    /// - Throws: a ``Problem`` that names the field.
    init(_ request: CreateVirtualMachine, estate: Estate) throws {
        self.request = request
        name = request.name
        guard ResourceName.isValid(name) else { throw Self.fault("/name", "name/grammar", ResourceName.rule) }
        if estate.isNameTaken(name) {
            throw Problem(.nameTaken, "There is a VM named \(Echo.quoted(name)) already.")
        }
        image = try Self.field("/image") { try estate.images.rows().resolve(request.image) }
        instanceType = try Self.field("/instanceType") {
            try request.instanceType.map { try estate.instanceTypes.rows().resolve($0) }
        }
        host = try Self.field("/host") { try request.host.map { try estate.hosts.rows().resolve($0) } }
        (cpus, memory) = try Self.size(request, instanceType)
        diskSize = try Self.diskSize(request.diskSize ?? instanceType?.disk, image)
    }

    private static func size(_ request: CreateVirtualMachine, _ type: InstanceType?) throws -> (Int, Int64) {
        if let type { return (type.cpus, type.memory) }
        guard let cpus = request.cpus, let memory = request.memory else {
            throw fault("/instanceType", "required", "either an instance type, or cpus and memory")
        }
        return (cpus, memory)
    }

    private static func diskSize(_ asked: Int64?, _ image: Image) throws -> Int64 {
        let least = image.virtualSize ?? 0
        guard let asked else { return least }
        guard asked >= least else {
            throw fault("/diskSize", "range", "must be at least the image's \(least) bytes")
        }
        return asked
    }

    /// A reference in a body that leads nowhere is a fault of the body, not of the path.
    private static func field<Value>(_ pointer: String, _ resolve: () throws -> Value) throws -> Value {
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

extension CreationPlan {
    /// The row that is shown while the machine is made.
    func row(id: UUID, host: Host, operation: ApusModel.Operation) -> VirtualMachine {
        var row = VirtualMachine(id: id, name: name, host: host.id, hostName: host.name, state: .starting)
        row.nativeState = "creating"
        row.cpus = cpus
        row.memory = memory
        row.description = request.description
        row.managed = true
        row.image = image.name
        row.instanceType = instanceType?.name
        row.createdAt = operation.createdAt
        row.createdBy = operation.actor
        return row
    }

    /// The workflow that makes it, with everything chosen.
    func workflow(
        id: UUID, host: Host, provider: Provider, operation: ApusModel.Operation
    ) throws -> CreateVirtualMachineWorkflow {
        let settings = provider.settings
        let pool = request.pool ?? settings.pool
        let volume = Self.volumePrefix(id)
        let seed = try guestSeed(id, operation.createdAt)
        let volumes =
            ["\(volume).\(image.format == .raw && clone == .full ? "raw" : "qcow2")"]
            + (seed == nil ? [] : ["\(volume)-seed.iso"])
        let definition = MachineDefinition(
            id: id, name: name, description: request.description, cpus: cpus, memory: memory,
            accelerator: accelerator(on: host, settings.accelerator), disks: [],
            nics: [.init(network: request.network ?? settings.network, mac: mac(id))],
            ownership: .init(
                operation: operation.id, image: image.name, instanceType: instanceType?.name,
                createdAt: operation.createdAt, createdBy: operation.actor, volumes: volumes.map { "\(pool)/\($0)" }))
        return CreateVirtualMachineWorkflow(
            host: host.id, definition: definition,
            disk: DiskRequest(
                name: volumes[0], pool: pool, capacity: diskSize, image: image.path, imageFormat: image.format,
                clone: clone),
            poolPath: pool == settings.pool ? settings.poolPath : nil, seedVolume: seed == nil ? nil : volumes[1],
            seed: seed, start: request.start ?? true)
    }

    /// How the names of a machine's volumes begin: a volume tells whose it is even when nobody else does.
    static func volumePrefix(_ id: UUID) -> String { "apus-\(id.uuidString.lowercased())" }

    private var clone: CreateVirtualMachine.Clone { request.clone ?? .linked }

    /// QEMU's own prefix and three bytes of the machine's random id.
    private func mac(_ id: UUID) -> String {
        let bytes = withUnsafeBytes(of: id.uuid) { Array($0.suffix(3)) }
        return (["52", "54", "00"] + bytes.map { $0 < 16 ? "0" + String($0, radix: 16) : String($0, radix: 16) })
            .joined(separator: ":")
    }

    /// `auto` takes the best that truly works there.
    private func accelerator(on host: Host, _ preferred: Accelerator) -> Accelerator {
        let asked = request.accelerator ?? preferred
        return asked == .auto ? host.accelerators.first ?? .tcg : asked
    }
}
