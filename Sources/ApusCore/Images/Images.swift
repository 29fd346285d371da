import ApusModel
import FoundationEssentials
import Schema

/// Images by path: registered once, found on the hosts.
public struct Images: Sendable {
    let store: any RegistryStore
    let estate: Estate
    let rule: ImagePathRule
    let ambient: Ambient

    public init(store: any RegistryStore, estate: Estate, rule: ImagePathRule, ambient: Ambient = Ambient()) {
        self.store = store
        self.estate = estate
        self.rule = rule
        self.ambient = ambient
    }

    /// Loads the registered images into the inventory.
    public func load() async throws { estate.images.upsert(try await store.all(Image.self)) }

    /// Registers a file that at least one host has.
    public func add(_ request: CreateImage, drivers: (UUID) async throws -> HostDrivers) async throws -> Image {
        try rule.check(request.path)
        let format = request.format ?? .qcow2
        var image = Image(
            id: ambient.uuid(), number: 0, name: request.name, path: request.path, format: format,
            createdAt: ambient.now())
        image.virtualSize = try await inspect(request, format, drivers)
        let stored = try await store.add(image)
        estate.images.upsert([stored])
        return stored
    }

    public func remove(_ reference: String) async throws {
        let image = try estate.images.rows().resolve(reference)
        try await store.remove(Image.self, image.id)
        estate.images.remove([image.id])
    }

    private func inspect(
        _ request: CreateImage, _ format: Image.Format, _ drivers: (UUID) async throws -> HostDrivers
    ) async throws -> Int64 {
        let hosts = estate.hosts.rows().filter { $0.state == .up }.sorted { $0.number < $1.number }
        let asked = try request.host.map { [try hosts.resolve($0)] } ?? Array(hosts.prefix(32))
        var last = Problem(
            .hostUnreachable, "No host is connected that could show the file \(Echo.quoted(request.path)).")
        for host in asked {
            do {
                guard let storage = try await drivers(host.id).storage else { continue }
                return try ImageSafety.virtualSize(
                    of: try await storage.inspect(path: request.path, format: format), format: format)
            } catch let error as DriverError {
                last = error.code == .notFound ? missing(request.path, asked) : error.problem
            }
        }
        throw last
    }

    private func missing(_ path: String, _ hosts: [Host]) -> Problem {
        let message = "no file on \(hosts.map(\.name).joined(separator: ", "))"
        return Problem(
            .invalid, "The image \(Echo.quoted(path)) was not found: \(message).",
            errors: [.init(pointer: "/path", code: "path/not-found", message: message)])
    }
}
