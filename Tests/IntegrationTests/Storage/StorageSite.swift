import ApusClient
import ApusModel
import Foundation

extension Site {
    /// Makes a directory pool beside the site's own and gives its folder.
    @discardableResult
    func makePool(_ name: String, _ client: Client, at folder: String? = nil) async throws -> String {
        let folder = folder ?? host.pools + "/\(server.folder.suffix(8))-\(name)"
        var request = CreatePool(host: Site.provider, name: name)
        request.path = folder
        try await client.succeeded(try await client.create(request, key: Client.idempotencyKey()))
        return folder
    }

    /// What `virsh` says under a title of `vol-info` or `pool-info`, in bytes where it is a size.
    func virshBytes(_ title: String, _ arguments: String...) async throws -> Int64 {
        let text = try await Tool.output(
            "/usr/bin/virsh", ["-q", "-c", host.address] + arguments + ["--bytes"])
        let line = text.split(separator: "\n").first { $0.hasPrefix(title + ":") }
        return line?.split(separator: ":").last
            .flatMap { Int64($0.split(separator: " ").first.map(String.init) ?? "") } ?? -1
    }

    func volumeNames(_ pool: String) async throws -> [String] {
        try await host.virsh("vol-list", pool).split(separator: "\n")
            .compactMap { $0.split(separator: " ").first.map(String.init) }.sorted()
    }

    /// Runs a program inside the daemon's own mount namespace.
    func inside(_ program: String, _ arguments: [String]) async throws {
        let number = try String(contentsOfFile: host.folder + "/pid", encoding: .utf8)
            .trimmingCharacters(in: .whitespacesAndNewlines)
        try await Tool.output("/usr/bin/nsenter", ["-t", number, "-m", program] + arguments)
    }
}

extension Client {
    func volume(_ ref: String) async throws -> Volume { try await show(.volumes, ref, as: Volume.self) }

    func pool(_ ref: String) async throws -> StoragePool { try await show(.pools, ref, as: StoragePool.self) }

    /// Makes a volume and waits for it.
    @discardableResult
    func makeVolume(
        _ name: String, in pool: String, _ capacity: Int64 = 64 << 20, _ change: (inout CreateVolume) -> Void = { _ in }
    ) async throws -> Volume {
        var request = CreateVolume(pool: pool, name: name, capacity: capacity)
        change(&request)
        try await succeeded(try await create(request, key: Client.idempotencyKey()))
        return try await volume("\(pool):\(name)")
    }

    /// The code of the problem that `body` is refused with; nil when it is not.
    func refusal(_ body: (Client) async throws -> ApusModel.Operation) async throws -> Problem? {
        do {
            let end = try await settled(try await body(self))
            return end.error
        } catch let problem as Problem {
            return problem
        }
    }
}
