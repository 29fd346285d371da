import ApusCore
import ApusModel
import FoundationEssentials
import HTTPTypes
import NIOCore
import Synchronization
import WebSockets

/// The WebSockets of a server: how many there are, and what one may cost.
final class Sockets: Sendable {
    let limits: SocketLimits
    private let count = Atomic<Int>(0)
    /// What is still being cleared away behind those that have ended.
    let endings = Endings()

    init(limits: SocketLimits) { self.limits = limits }

    /// Makes the connection a WebSocket with its next answer, which must be 101.
    func prepare(_ plan: SocketPlan, on channel: any Channel) async throws {
        try await channel.eventLoop.submit { [self] in
            let guardian = try channel.pipeline.syncOperations.handler(type: ConnectionGuard.self)
            guardian.becomes = { pipeline in
                let handler = self.handler(plan)
                do { try pipeline.syncOperations.addHandler(handler, position: .first) } catch { handler.finish() }
            }
        }.get()
    }

    private func handler(_ plan: SocketPlan) -> SocketHandler {
        var plan = plan
        plan.endings = endings
        if count.add(1, ordering: .relaxed).newValue > limits.count {
            let most = limits.count
            plan.open = { throw SocketFault(.tooMany, "\(most) displays and terminals are open already") }
        }
        return SocketHandler(plan, limits) { self.count.subtract(1, ordering: .relaxed) }
    }
}
