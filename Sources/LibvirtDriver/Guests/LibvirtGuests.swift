import ApusCore
import ApusModel
import FoundationEssentials
import Libvirt

/// Guests' agents behind libvirt. A guest that lets its agent wait delays other guests' agents only.
struct LibvirtGuests: GuestDriver {
    let lanes: Lanes
    /// Seconds that one answer may take.
    private static let patience: Int32 = 5

    init(lanes: Lanes) { self.lanes = lanes }

    func information(of id: UUID) async throws -> GuestInformation {
        try await ask("ask guest", id) { domain in
            var information = try domain.information()
            let begin = Date()
            guard let clock = try? domain.time() else { return information }
            information.compare(clock: clock, with: begin.addingTimeInterval(Date().timeIntervalSince(begin) / 2))
            return information
        }
    }

    func setPassword(_ password: String, of user: String, in id: UUID) async throws {
        try await ask("set password", id) { try $0.setPassword(password, of: user) }
    }

    func authorizedKeys(of user: String, in id: UUID) async throws -> [String] {
        try await ask("read keys", id) { domain in
            try domain.authorizedKeys(of: user).prefix(GuestText.count).map { String($0.prefix(16_384)) }
        }
    }

    func authorize(_ keys: [String], of user: String, in id: UUID, replacing: Bool) async throws {
        try await ask("set keys", id) { try $0.authorize(keys, of: user, replacing: replacing) }
    }

    func setTime(_ time: Date?, in id: UUID) async throws {
        let seconds = time.flatMap { Int64(exactly: $0.timeIntervalSince1970.rounded(.down)) }
        try await ask("set time", id) { try $0.setTime(seconds: seconds) }
    }

    func freeze(_ id: UUID) async throws {
        // Flushing takes as long as a disk is slow.
        try await ask("freeze", id, seconds: 60) { domain in
            if try domain.isFrozen() { return }
            try domain.freezeFileSystems()
        }
    }

    func thaw(_ id: UUID) async throws {
        do {
            try await ask("thaw", id, seconds: 30) { domain in
                guard try domain.isActive() else { return }
                try domain.thawFileSystems()
            }
        } catch let error as DriverError where error.code == .notFound {
            return
        }
    }

    func isFrozen(_ id: UUID) async throws -> Bool {
        do {
            return try await ask("freeze status", id) { try $0.isActive() && $0.isFrozen() }
        } catch let error as DriverError where error.code == .notFound {
            return false
        }
    }

    func start(_ command: GuestCommand, in id: UUID) async throws -> Int64 {
        let request = try AgentProtocol.start(command)
        return try await ask("start program", id) { try AgentProtocol.process($0.agentCommand(request)) }
    }

    func end(of process: Int64, in id: UUID) async throws -> GuestCommandResult? {
        let request = try AgentProtocol.status(of: process)
        return try await ask("look at program", id) { try AgentProtocol.end($0.agentCommand(request)) }
    }

    private func ask<Value: Sendable>(
        _ name: String, _ id: UUID, seconds: Int32 = patience,
        _ work: @escaping @Sendable (borrowing Domain) throws -> Value
    ) async throws -> Value {
        do {
            return try await lanes.guests.perform(name, deadline: .seconds(30 + Int(seconds))) { connection in
                let domain = try connection.domain(id)
                // A machine without an agent refuses this; the next call tells it in plain words.
                try? domain.setAgentResponseTimeout(seconds: seconds)
                return try work(domain)
            }
        } catch {
            throw AgentProtocol.refusal(error) ?? DriverError(error)
        }
    }
}

extension Domain {
    fileprivate borrowing func isFrozen() throws -> Bool {
        try AgentProtocol.isFrozen(agentCommand(AgentProtocol.freezeStatus))
    }

    /// All in one call. An answer that is too large for libvirt hides only its own part.
    fileprivate borrowing func information() throws -> GuestInformation {
        do {
            return GuestInformation(try guestInformation())
        } catch {
            guard error.code == .rpc || error.code == .internalError else { throw error }
            var fields: TypedParameters = [:]
            let groups: [GuestInformationGroups] = [.os, .hostname, .timezone, .users, .fileSystems, .interfaces]
            for group in groups {
                guard let some = try? guestInformation(group) else { continue }
                fields.merge(some) { first, _ in first }
            }
            var information = GuestInformation(fields)
            information.fault = "The guest's answer is larger than libvirt takes; parts are missing."
            return information
        }
    }
}
