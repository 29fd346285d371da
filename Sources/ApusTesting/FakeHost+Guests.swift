import ApusCore
import ApusModel
import FoundationEssentials

/// Guests whose agents answer: what they keep is text in ``World/other``, as `frozen <vm>`.
extension FakeHost: GuestDriver {
    public func information(of id: UUID) async throws -> GuestInformation {
        try await enter("information")
        var information = GuestInformation()
        information.hostname = "guest"
        return information
    }

    public func setPassword(_ password: String, of user: String, in id: UUID) async throws {
        try await enter("setPassword")
    }

    public func authorizedKeys(of user: String, in id: UUID) async throws -> [String] {
        try await enter("authorizedKeys")
        return world.other["keys \(id) \(user)"]?.split(separator: "\n").map(String.init) ?? []
    }

    public func authorize(_ keys: [String], of user: String, in id: UUID, replacing: Bool) async throws {
        try await enter("authorize")
        let known = replacing ? [] : world.other["keys \(id) \(user)"].map { [$0] } ?? []
        state.withLock { $0.world.other["keys \(id) \(user)"] = (known + keys).joined(separator: "\n") }
    }

    public func setTime(_ time: Date?, in id: UUID) async throws { try await enter("setTime") }

    public func freeze(_ id: UUID) async throws {
        try await enter("freeze")
        state.withLock { $0.world.other["frozen \(id)"] = "yes" }
    }

    public func thaw(_ id: UUID) async throws {
        try await enter("thaw")
        state.withLock { $0.world.other["frozen \(id)"] = nil }
    }

    public func isFrozen(_ id: UUID) async throws -> Bool {
        try await enter("isFrozen")
        return world.other["frozen \(id)"] != nil
    }

    public func start(_ command: GuestCommand, in id: UUID) async throws -> Int64 {
        try await enter("start \(command.command)")
        return 1
    }

    public func end(of process: Int64, in id: UUID) async throws -> GuestCommandResult? {
        try await enter("end")
        return GuestCommandResult(exitCode: 0, stdout: Data("out".utf8))
    }
}
