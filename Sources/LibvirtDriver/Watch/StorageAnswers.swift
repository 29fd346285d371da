import ApusCore
import ApusModel
import FoundationEssentials
import Libvirt
import Synchronization

/// Asks libvirt what touches pools, and knows when it does not answer.
///
/// A share whose server is gone holds up whoever opens a file of it. libvirtd then holds that pool's lock, and everything that looks at
/// all pools waits for it: `virsh pool-list`, and finding a volume by its path (seen with 9.0). So none of this may run where machines
/// are read. Each call that waits also holds one of the daemon's twenty workers for as long as the share is dead: so after the first
/// that came to no end there is one more, which waits until storage answers.
final class StorageAnswers: Sendable {
    /// The pool that is to blame, where it is known. One element for each time that storage falls silent.
    let silences: AsyncStream<UUID?>
    private let fallen: AsyncStream<UUID?>.Continuation
    private let connection: HostConnection
    private let isSilent = Mutex(false)
    /// How long a question may take. NFS that is mounted hard waits for ever.
    private static let limit = Duration.seconds(20)
    /// How long the one that waits for storage may take.
    private static let long = Duration.seconds(6 * 3600)
    private static let pause = Duration.seconds(15)

    init(_ connection: HostConnection) {
        self.connection = connection
        (silences, fallen) = AsyncStream.makeStream(of: UUID?.self, bufferingPolicy: .bufferingNewest(1))
    }

    /// - Throws: ``DriverError`` `timedOut` at once while storage is silent.
    func requireAnswers() throws {
        guard isSilent.withLock({ $0 }) else { return }
        throw DriverError(
            .timedOut, "The host's storage does not answer, as when the server of a share is gone; see its stale pools."
        )
    }

    /// Whether an error means that storage has not answered.
    static func isSilence(_ error: any Error) -> Bool { DriverError(error).code == .timedOut }

    /// - Parameter pool: whose files are touched.
    /// - Throws: what ``requireAnswers()`` and `work` throw.
    func ask<Value: Sendable>(
        _ name: String, of pool: UUID? = nil, _ work: @escaping @Sendable (Connection) throws -> Value
    ) async throws -> Value {
        try requireAnswers()
        do {
            return try await connection.perform(name, deadline: Self.limit, work)
        } catch {
            if Self.isSilence(error) { hush(pool) }
            throw error
        }
    }

    /// What storage says; nil where it says nothing in time.
    func askIfAnswering<Value: Sendable>(
        _ name: String, _ work: @escaping @Sendable (Connection) throws -> Value
    ) async throws -> Value? {
        do {
            return try await ask(name, work)
        } catch  where Self.isSilence(error) {
            return nil
        }
    }

    private func hush(_ pool: UUID?) {
        let wasSilent = isSilent.withLock { known in
            defer { known = true }
            return known
        }
        if !wasSilent { fallen.yield(pool) }
    }

    /// Waits, with one call, until storage answers again or the task is cancelled.
    func awaitReturn() async {
        while !Task.isCancelled {
            do {
                try await connection.perform("wait for storage", deadline: Self.long) { connection in
                    _ = try connection.listPools()
                }
                break
            } catch {
                try? await Task.sleep(for: Self.pause)
            }
        }
        isSilent.withLock { $0 = false }
    }
}
