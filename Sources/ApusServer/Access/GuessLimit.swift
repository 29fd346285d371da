import ApusModel
import Synchronization

/// How often one address may be wrong. Secrets have 128 bits and more, so that guessing is hopeless anyway; this keeps it quiet.
final class GuessLimit: Sendable {
    static let tries = 10
    static let window = Duration.seconds(60)
    /// Addresses that are remembered: what strangers send must not fill the memory.
    static let capacity = 4096

    private struct Record {
        var began: Duration
        var count = 0
    }

    private let time: GateTime
    private let records = Mutex<[String: Record]>([:])

    init(time: GateTime) { self.time = time }

    /// - Throws: a ``Problem`` `too-many-requests`.
    func check(_ peer: String) throws {
        let now = time.steady()
        let left = records.withLock { records -> Duration? in
            guard let record = records[Self.key(peer)], record.count >= Self.tries else { return nil }
            let left = record.began + Self.window - now
            return left > .zero ? left : nil
        }
        guard let left else { return }
        var problem = Problem(.tooManyRequests, "Too many wrong tokens came from this address; wait a moment.")
        problem.retryAfter = Int(left.components.seconds) + 1
        throw problem
    }

    /// Notes a wrong one.
    func note(_ peer: String) {
        guard !peer.isEmpty else { return }
        let now = time.steady()
        records.withLock { records in
            if records.count >= Self.capacity { records = records.filter { now - $0.value.began < Self.window } }
            if records.count >= Self.capacity { records.removeAll() }
            var record = records[Self.key(peer)] ?? Record(began: now)
            if now - record.began >= Self.window { record = Record(began: now) }
            record.count += 1
            records[Self.key(peer)] = record
        }
    }

    var remembered: Int { records.withLock { $0.count } }

    /// Of IPv6 the network: one customer has all addresses of a /64.
    private static func key(_ peer: String) -> String {
        guard let address = IPAddress(peer), address.family == .ipv6 else { return peer }
        return String(address.value >> 64, radix: 16)
    }
}
