import ApusCore
import ApusModel
import FoundationEssentials

extension CourseSetup {
    /// Registers the file where it is not yet. It is copied to other hosts when they need it.
    func image(_ line: CourseLine<ImageLine>, _ hosts: [String: UUID]) async -> CourseCatalog.NamedImage {
        var entry = CourseCatalog.NamedImage(name: line.value.name, image: nil)
        do {
            if let source = line.value.source, line.value.host.flatMap({ hosts[$0] }) == nil {
                (entry.image, entry.source) = (try await fetched(line.value, source).id, source)
            } else {
                entry.image = try await registered(line.value, hosts).id
            }
        } catch {
            fault(files.names.images, line.line, error)
        }
        return entry
    }

    private func registered(_ line: ImageLine, _ hosts: [String: UUID]) async throws -> Image {
        let known = core.estate.images.rows().sorted { $0.number < $1.number }.first { $0.path == line.path }
        if let known { return known }
        return try await add(line, on: try host(line, hosts))
    }

    /// The host that the line names; nil where any may have the file. One that runs no machines is passed over: the file may lie
    /// on the others too.
    private func host(_ line: ImageLine, _ hosts: [String: UUID]) throws -> Host? {
        guard let name = line.host, let provider = hosts[name] else { return nil }
        guard let host = core.estate.hosts.rows().first(where: { $0.provider == provider }) else {
            throw Problem(.hostUnreachable, "\(name) does not answer.")
        }
        return host
    }

    /// The first format that the file's head agrees with; where none does, what was wrong with the likeliest.
    private func add(_ line: ImageLine, on host: Host?) async throws -> Image {
        var first: (any Error)?
        for format in line.formats {
            var request = CreateImage(
                name: Self.free(line.name, among: core.estate.images.rows().map(\.name)), path: line.path)
            (request.format, request.host) = (format, host?.id.uuidString)
            do {
                return try await core.images.add(request) { try await core.providers.drivers(for: $0) }
            } catch {
                first = first ?? error
            }
        }
        throw first ?? Problem(.invalid, "The file is of no known format.")
    }

    /// An instance type of the flavor's sizes: `course-1` for the `tid` 1. Other sizes than before replace it.
    func type(_ line: CourseLine<Flavor>) async -> InstanceType? {
        let flavor = line.value
        let name = "course-\(flavor.number)"
        do {
            if let known = core.estate.instanceTypes.rows().first(where: { $0.name == name }) {
                if (known.cpus, known.memory, known.disk) == (flavor.cpus, flavor.memory, flavor.disk) { return known }
                try await core.instanceTypes.remove(known.id.uuidString)
            }
            return try await core.instanceTypes.add(
                CreateInstanceType(name: name, cpus: flavor.cpus, memory: flavor.memory, disk: flavor.disk))
        } catch {
            fault(files.names.flavors, line.line, error)
            return nil
        }
    }
}
