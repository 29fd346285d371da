import ApusCore
import ApusModel
import FoundationEssentials
import Schema

extension Course {
    func createMachine(_ given: CourseParameters) async throws -> JSONValue {
        let asked = try given.name("name")
        let operation = try await accept(try await request(given), asked)
        try await finish(operation)
        return ["vmid": .integer(try await core.courseBook.number(of: operation.target.id))]
    }

    func queryMachine(_ given: CourseParameters) async throws -> JSONValue {
        let (number, vm) = try await machine(given)
        let provider = core.estate.hosts.row(vm.host)?.provider
        let type = await catalogTypes().first { $0.type.name == vm.instanceType }
        let host = await providers().first { $0.provider.id == provider }
        return [
            "vmid": .integer(number), "name": .string(vm.askedName), "instance_type": .integer(type?.number ?? 0),
            "pmid": .integer(host?.number ?? 0),
        ]
    }

    /// The machine goes, running or not, with the disks made for it; volumes that were attached stay.
    func destroyMachine(_ given: CourseParameters) async throws -> JSONValue {
        let vm = try await machine(given).vm
        try await finish(try await core.machines.delete(vm, caller))
        try await core.courseBook.forget(machine: vm.id)
        return ["status": 1]
    }

    /// The machine that `vmid` names, while its host has it.
    func machine(_ given: CourseParameters) async throws -> (number: Int64, vm: VirtualMachine) {
        let number = try given.number("vmid")
        guard let id = await core.courseBook.machine(number),
            let vm = core.estate.machines.rows().first(where: { $0.id == id && $0.isThere })
        else { throw CourseRefusal("there is no vm \(number)") }
        return (number, vm)
    }
}

extension Course {
    private func request(_ given: CourseParameters) async throws -> CreateVirtualMachine {
        let tid = try given.number("instance_type")
        guard let type = await catalogTypes().first(where: { $0.number == tid })?.type else {
            throw CourseRefusal("there is no instance type \(tid)")
        }
        let image = try await image(given)
        var request = CreateVirtualMachine(name: "")
        request.instanceType = type.id.uuidString
        if image.format == .iso {
            request.iso = image.id.uuidString
            request.diskSize = type.disk
        } else {
            request.image = image.id.uuidString
            // The types of the course are smaller than most images.
            if let disk = type.disk, let least = image.virtualSize { request.diskSize = max(disk, least) }
        }
        return request
    }

    /// The first edition had no `image_id`: then it is the first image.
    private func image(_ given: CourseParameters) async throws -> Image {
        let images = await catalogImages()
        guard given.has("image_id") else {
            guard let first = images.first else { throw CourseRefusal("there is no image") }
            return first.image
        }
        let number = try given.number("image_id")
        guard let image = images.first(where: { $0.number == number })?.image else {
            throw CourseRefusal("there is no image \(number)")
        }
        return image
    }

    private static func isTaken(_ problem: Problem) -> Bool {
        [ProblemCode.nameTaken, .locked].contains { $0.rawValue == problem.code }
    }

    /// Has a machine accepted under a name that is free on all hosts.
    /// - Throws: ``CourseRefusal`` where a machine has the asked name already.
    private func accept(_ request: CreateVirtualMachine, _ asked: String) async throws -> ApusModel.Operation {
        var request = request
        for attempt in 0..<100 {
            let machines = core.estate.machines.rows()
            if machines.contains(where: { $0.askedName == asked }) {
                throw CourseRefusal("there is a vm named \(Echo.quoted(asked)) already")
            }
            request.name = CourseName.safe(asked, attempt: attempt)
            request.title = request.name == asked ? nil : asked
            if machines.contains(where: { $0.name.lowercased() == request.name }) { continue }
            do {
                return try await core.machines.create(request, caller)
            } catch let problem as Problem where Self.isTaken(problem) {
                // Another came first: whether with this very name is looked up above.
                continue
            }
        }
        throw CourseRefusal("too many machines are named like \(Echo.quoted(asked))")
    }
}
