import ApusCore
import Libvirt

/// The connections for bytes of volumes. A transfer holds one for as long as its client takes, so there are several, and no
/// other work waits behind them.
actor Transfers {
    nonisolated let all: [HostConnection]
    private var free: [HostConnection]

    /// What they are for, in a message.
    private let noun: String

    init(_ connections: [HostConnection], of noun: String = "transfers") {
        self.noun = noun
        all = connections
        free = connections
    }

    /// A connection that nobody else uses; to be given back.
    /// - Throws: ``DriverError`` `busy` when none is free in time.
    func take(within patience: Duration = .seconds(10)) async throws -> HostConnection {
        let end = ContinuousClock.now.advanced(by: patience)
        while true {
            if let connection = free.popLast() { return connection }
            guard ContinuousClock.now < end else {
                throw DriverError(.busy, "\(all.count) \(noun) run on this host already.")
            }
            try await Task.sleep(for: .milliseconds(100))
        }
    }

    func giveBack(_ connection: HostConnection) { free.append(connection) }

    /// Lends a connection.
    func with<Value: Sendable>(_ body: @Sendable (HostConnection) async throws -> Value) async throws -> Value {
        let connection = try await take()
        do {
            let value = try await body(connection)
            giveBack(connection)
            return value
        } catch {
            giveBack(connection)
            throw error
        }
    }
}
