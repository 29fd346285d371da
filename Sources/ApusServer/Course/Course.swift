import ApusCore
import ApusModel
import FoundationEssentials
import Inventory
import Logging
import Schema

/// The course API (source document 001) over the core: numbers outside, references inside, and no logic of its own.
struct Course: Sendable {
    let core: ControlPlane
    let logger: Logger
    /// How long a call waits for its operation.
    var patience = Duration.seconds(300)

    var caller: Caller { Caller(actor: Principal(name: "course", role: .operator)) }

    /// Waits until an operation has succeeded.
    /// - Throws: ``CourseRefusal``. What is not done in time is cancelled: the answer must not say 0 of what is done later.
    func finish(_ operation: ApusModel.Operation) async throws {
        var end = await core.operations.settled(operation.id, within: patience)
        if end?.state.isSettled != true {
            _ = try? await core.operations.cancel(operation.id)
            // Past its point of no return it goes on to its end all the same.
            end = await core.operations.settled(operation.id, within: .seconds(30))
        }
        guard let end, end.state == .succeeded else {
            let state = end?.state.rawValue ?? "was not done in time"
            throw CourseRefusal("operation \(operation.number) \(state): \(end?.error?.detail ?? "")")
        }
    }
}

// MARK: The catalog

extension Course {
    /// The providers by their numbers: in the order of the file, then those that were added otherwise.
    func providers() async -> [(number: Int64, provider: Provider)] {
        let all = core.estate.providers.rows().sorted { $0.number < $1.number }
        guard let catalog = await core.courseBook.catalog else { return all.map { ($0.number, $0) } }
        let others = all.map(\.id).filter { !catalog.providers.contains($0) }
        return zip(Int64(1)..., catalog.providers + others).compactMap { number, id in
            core.estate.providers.row(id).map { (number, $0) }
        }
    }

    /// The images that machines can be made from.
    func catalogImages() async -> [(number: Int64, name: String, image: Image)] {
        guard let catalog = await core.courseBook.catalog else {
            return core.estate.images.rows().filter { $0.state == .ready }.sorted { $0.number < $1.number }
                .map { ($0.number, $0.name, $0) }
        }
        return zip(Int64(1)..., catalog.images).compactMap { number, entry in
            entry.image.flatMap { core.estate.images.row($0) }.map { (number, entry.name, $0) }
        }
    }

    func catalogTypes() async -> [(number: Int64, type: InstanceType)] {
        let types: [(number: Int64, type: InstanceType)]
        if let catalog = await core.courseBook.catalog {
            types = catalog.types.compactMap { entry in
                core.estate.instanceTypes.row(entry.instanceType).map { (entry.number, $0) }
            }
        } else {
            types = core.estate.instanceTypes.rows().map { ($0.number, $0) }
        }
        return types.sorted { $0.number < $1.number }
    }

    func types() async -> JSONValue {
        let rows = await catalogTypes().map { number, type -> JSONValue in
            [
                "tid": .integer(number), "cpu": .integer(Int64(type.cpus)), "ram": .integer(type.memory >> 20),
                "disk": .integer((type.disk ?? 0) >> 30),
            ]
        }
        return ["types": .array(rows)]
    }

    func images() async -> JSONValue {
        let rows = await catalogImages().map { number, name, _ -> JSONValue in
            ["id": .integer(number), "name": .string(name)]
        }
        return ["images": .array(rows)]
    }
}
