import ApusModel
import FoundationEssentials
import Schema

extension VirtualMachines {
    /// Makes `count` machines named by a pattern, an operation each. None is made when a name is taken or the request is
    /// wrong; else as many as there is room for, and the others are listed with their problem.
    public func createSeveral(_ request: CreateVirtualMachine, _ caller: Caller) async throws -> CreationBatch {
        let requests = try Self.requests(request)
        try await requireFree(requests, caller)
        var batch = CreationBatch(operations: [], refused: [])
        for (index, request) in requests.enumerated() {
            do {
                batch.operations.append(try await create(request, caller.forPart(index)))
            } catch {
                let problem = Problem.describing(error)
                // A fault of the request is the same for all.
                if index == 0, problem.status < 500 { throw problem }
                batch.refused.append(.init(name: request.name, problem: problem))
            }
        }
        guard !batch.operations.isEmpty else {
            throw batch.refused.first?.problem ?? Problem(.noCapacity, "No host fits.")
        }
        return batch
    }

    /// What a create would make, and where. Nothing changes.
    public func preview(_ request: CreateVirtualMachine, _ caller: Caller) async throws -> CreationPreview {
        let offers = try await offers(for: request)
        let plan = try CreationPlan(request, estate: estate)
        let program = try await programVerdict(on: request)
        let (host, decision) = try place(plan, try await claims.claims(), offers, program)
        let (_, workflow) = try draft(plan, on: host, caller)
        let contents = workflow.drives.map { foreseen($0, workflow.seedVolume, host) }
        let definition = workflow.definition(with: contents, contents[safe: workflow.seedIndex] ?? nil)
        var preview = CreationPreview(
            name: plan.name, host: host.name,
            refusals: decision.problemRefusals, cpus: plan.cpus,
            memory: plan.memory, disks: workflow.drives.map { $0.preview(workflow.seedVolume) },
            nics: definition.nics.map(\.row), xml: nil)
        preview.xml = try? await operations.context.drivers(host.id).hardware?.text(of: definition)
        return preview
    }

    private static func requests(_ request: CreateVirtualMachine) throws -> [CreateVirtualMachine] {
        guard let pattern = NamePattern(request.name), let names = pattern.names(request.count ?? 1) else {
            throw CreationPlan.fault("/name", "name/pattern", NamePattern.rule)
        }
        guard request.nics?.contains(where: { $0.mac != nil }) != true, request.volume == nil,
            request.disks?.contains(where: { $0.volume != nil }) != true
        else { throw CreationPlan.fault("/count", "conflict", "a fixed MAC or an existing volume is for one machine") }
        return names.map { name in
            var single = request
            single.name = name
            single.count = nil
            return single
        }
    }

    /// All names are free, but for those that this same request took under its key before.
    private func requireFree(_ requests: [CreateVirtualMachine], _ caller: Caller) async throws {
        var taken: [String] = []
        for (index, request) in requests.enumerated() where estate.isNameTaken(request.name) {
            if try await operations.existing(under: caller.forPart(index).idempotency) == nil {
                taken.append(request.name)
            }
        }
        guard !taken.isEmpty else { return }
        var problem = Problem(.nameTaken, "No machine is made: \(taken.count) of the names are taken.")
        problem.candidates = Array(taken.prefix(20))
        throw problem
    }

    /// Where a volume will lie, as far as that is known beforehand.
    private func foreseen(_ drive: PlannedDrive, _ seed: VolumeName?, _ host: Host) -> VolumeFacts? {
        if case .file(let facts) = drive.content { return facts }
        guard let volume = drive.made ?? drive.used ?? seed else { return nil }
        let pool = estate.pools.rows(in: host.id).first { $0.name == volume.pool }
        let format = volume.volume.hasSuffix(".qcow2") ? "qcow2" : "raw"
        return VolumeFacts(path: (pool?.path ?? "/" + volume.pool) + "/" + volume.volume, format: format)
    }
}

extension CreateVirtualMachineWorkflow {
    fileprivate var seedIndex: Int { drives.firstIndex { $0.content == .seed } ?? drives.count }
}

extension Array {
    fileprivate subscript(safe index: Int) -> Element? { indices.contains(index) ? self[index] : nil }
}

extension Caller {
    /// The caller of one of several machines: the same request finds each again. No client can send a key with a space.
    func forPart(_ index: Int) -> Caller {
        var part = self
        part.idempotency?.key += " \(index)"
        return part
    }
}

extension PlannedDrive {
    func preview(_ seed: VolumeName?) -> CreationPreview.Disk {
        var preview = CreationPreview.Disk(
            device: drive.device.rawValue, bus: drive.bus.rawValue, source: "", from: nil, format: nil, size: nil,
            made: true)
        switch content {
        case .new(let request):
            preview.source = "\(request.pool)/\(request.name)"
            preview.from = request.image
            preview.format = request.name.hasSuffix(".raw") ? "raw" : "qcow2"
            preview.size = request.capacity > 0 ? request.capacity : nil
        case .volume(let name): (preview.source, preview.made) = (name.text, false)
        case .file(let facts): (preview.source, preview.format, preview.made) = (facts.path, facts.format, false)
        case .seed: (preview.source, preview.from, preview.format) = (seed?.text ?? "", "cloud-init", "raw")
        }
        return preview
    }
}

extension MachineDefinition.NIC {
    /// As a VM's row shows it.
    public var row: ApusModel.NIC {
        switch source {
        case .network(let name): .init(mac: mac, type: "network", source: name, model: model)
        case .bridge(let name, _): .init(mac: mac, type: "bridge", source: name, model: model)
        case .device(let name, _): .init(mac: mac, type: "direct", source: name, model: model)
        }
    }
}
