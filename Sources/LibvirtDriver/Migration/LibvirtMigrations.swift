import ApusCore
import ApusModel
import FoundationEssentials
import Libvirt
import LibvirtXML

/// Machines of a QEMU host on their way. The source's daemon sends by itself (peer to peer), so that a server that dies
/// leaves a migration that comes to its own end.
struct LibvirtMigrations: MigrationDriver {
    let lanes: Lanes
    /// The most that one machine may take.
    private let sendLimit = Duration.seconds(24 * 3600)
    private let patience = Duration.seconds(180)

    init(lanes: Lanes) { self.lanes = lanes }

    var reach: MigrationReach {
        let address = lanes.reads.address
        return MigrationReach(address: address.uri, host: address.host)
    }

    func luggage(of vm: UUID) async throws -> MigrationLuggage {
        try await read("read what moves") { try $0.migrationLuggage(of: vm) }
    }

    func faults(taking luggage: MigrationLuggage) async throws -> [String] {
        try await read("compare hosts") { try $0.migrationFaults(taking: luggage) }
    }

    func sight(of path: String) async throws -> MigrationSight? {
        try await read("look at file") { try $0.migrationSight(of: path, refreshing: true) }
    }

    func standing(of vm: UUID) async throws -> MigrationStanding {
        try await read("look at machine") { try $0.migrationStanding(of: vm) }
    }

    func send(_ vm: UUID, _ journey: MigrationJourney) async throws {
        try await mappingErrors {
            try await lanes.migrations.perform("migrate", deadline: sendLimit) { connection in
                try connection.send(vm, journey)
            }
        }
    }

    func progress(of vm: UUID) async throws -> MigrationProgress? {
        try await read("follow migration") { connection in
            guard case .sending(let job) = try connection.migrationJob(of: vm) else { return nil }
            func bytes(_ name: String) -> Int64 { Int64(clamping: job.fields["data_\(name)"]?.unsigned ?? 0) }
            return MigrationProgress(total: bytes("total"), done: bytes("processed"), remaining: bytes("remaining"))
        }
    }

    func abort(_ vm: UUID) async throws {
        try await change("give migration up") { connection in
            _ = try unlessGone {
                guard case .sending = try connection.migrationJob(of: vm) else { return }
                // One that is over meanwhile has nothing left to abort.
                do {
                    try connection.domain(vm).abortJob()
                } catch let error as LibvirtError where error.code == .operationInvalid {}
            }
        }
    }

    func resume(_ vm: UUID) async throws {
        try await change("resume") { connection in
            guard try connection.migrationStanding(of: vm) == .halted else { return }
            try connection.domain(vm).resume()
        }
    }

    func definition(of vm: UUID, _ journey: MigrationJourney) async throws -> String {
        try await read("read definition") { try $0.text(of: vm, [.inactive, .secure, .migratable], for: journey) }
    }

    func define(_ text: String) async throws {
        try await change("define") { _ = try $0.defineDomain(text) }
    }

    func setAutostart(_ vm: UUID, _ autostart: Bool) async throws {
        try await change("set autostart") { connection in
            let domain = try connection.domain(vm)
            if try domain.autostart() != autostart { try domain.setAutostart(autostart) }
        }
    }

    private func read<Value: Sendable>(
        _ name: String, _ work: @escaping @Sendable (Connection) throws -> Value
    ) async throws -> Value {
        try await mappingErrors { try await lanes.reads.perform(name, deadline: .seconds(60), work) }
    }

    private func change(_ name: String, _ work: @escaping @Sendable (Connection) throws -> Void) async throws {
        try await mappingErrors { try await lanes.changes.perform(name, deadline: patience, work) }
    }
}
