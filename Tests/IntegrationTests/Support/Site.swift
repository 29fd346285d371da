import ApusClient
import ApusModel
import Foundation

/// A server that knows one host, two images and two sizes: where most tests begin. The host is clean before and after.
struct Site: Sendable {
    static let provider = "lab"
    static let pool = "apus"

    let server: ApusServerProcess
    let host: Libvirtd

    var poolFolder: String { host.pools + "/" + server.folder.suffix(8) }

    static func with<Value: Sendable>(
        failpoints: String = "", on host: Libvirtd? = nil, settings: [String] = [], environment: [String: String] = [:],
        wrapper: [String] = [], ready: (ApusServerProcess) async throws -> Void = { _ in },
        _ body: (Site) async throws -> Value
    ) async throws -> Value {
        let host = if let host { host } else { try await Libvirtd.shared() }
        try await host.clear()
        let images = try await Images.folder()
        do {
            let settings = ["images.directories=" + images, "overcommit.cpu=64"] + settings
            let value = try await ApusServerProcess.with(settings, environment: environment, wrapper: wrapper) {
                server in
                let site = Site(server: server, host: host)
                try await ready(server)
                try await server.start(failpoints: failpoints)
                try await site.furnish(images)
                return try await body(site)
            }
            try await host.clear()
            return value
        } catch {
            // What failed tells more than what could not be cleaned.
            try? await host.clear()
            throw error
        }
    }

    private func furnish(_ images: String) async throws {
        try await server.use { client in
            try await client.addProvider(Self.provider, host, poolPath: poolFolder)
            for name in [Images.tiny, Images.blank] {
                _ = try await client.add(
                    CreateImage(name: name, path: "\(images)/\(name).qcow2"), key: Client.idempotencyKey())
            }
            for (name, mebibytes) in [("small", 256), ("nano", 32)] {
                let type = CreateInstanceType(name: name, cpus: 1, memory: Int64(mebibytes) << 20)
                _ = try await client.create(type, key: Client.idempotencyKey())
            }
        }
    }
}

extension Client {
    /// Adds a provider and waits until its host is up.
    func addProvider(_ name: String, _ host: Libvirtd, poolPath: String) async throws {
        var request = CreateProvider(name: name, address: host.address)
        (request.pool, request.poolPath) = (Site.pool, poolPath)
        _ = try await add(request, key: Client.idempotencyKey())
        try await awaitHost(name)
    }

    func awaitHost(_ name: String, within limit: Duration = .seconds(20)) async throws {
        try await eventually("the host \(name) is up", within: limit) {
            try await show(.hosts, name, as: Host.self).state == .up
        }
    }

    func vm(_ ref: String) async throws -> VirtualMachine { try await show(.vms, ref, as: VirtualMachine.self) }

    /// nil for a machine that is not there.
    func vmIfAny(_ ref: String) async throws -> VirtualMachine? {
        do {
            return try await vm(ref)
        } catch let problem as Problem where problem.status == 404 {
            return nil
        }
    }

    /// Follows an operation to its end.
    func settled(_ operation: ApusModel.Operation, within limit: Duration = .seconds(60)) async throws
        -> ApusModel.Operation
    {
        try await eventually("operation \(operation.id) is settled", within: limit) {
            let now = try await self.operation(operation.id.uuidString, wait: 5)
            return now.state.isSettled ? now : nil
        }
    }

    /// Makes a machine and waits for it.
    @discardableResult
    func make(_ request: CreateVirtualMachine) async throws -> VirtualMachine {
        try await succeeded(try await create(request, key: Client.idempotencyKey()))
        return try await vm(request.name)
    }

    @discardableResult
    func succeeded(_ operation: ApusModel.Operation, within limit: Duration = .seconds(60)) async throws
        -> ApusModel.Operation
    {
        let end = try await settled(operation, within: limit)
        guard end.state == .succeeded else {
            throw ToolFailure(
                description: "\(end.kind) of \(end.target.name) \(end.state.rawValue): \(end.error?.detail ?? "")")
        }
        return end
    }
}

extension CreateVirtualMachine {
    /// A machine with an empty disk: made in no time, and its guest does nothing.
    static func blank(_ name: String, start: Bool? = nil) -> CreateVirtualMachine {
        var request = CreateVirtualMachine(name: name, image: Images.blank)
        request.instanceType = "nano"
        request.start = start
        return request
    }

    /// The tiny guest, which boots to SSH in seconds.
    static func tiny(_ name: String) -> CreateVirtualMachine {
        var request = CreateVirtualMachine(name: name, image: Images.tiny)
        request.instanceType = "small"
        return request
    }
}
