import FoundationEssentials
import Libvirt
import Synchronization

/// What must be looked at. What comes while a look is under way is merged into the next.
final class Agenda: Sendable {
    struct Items: Sendable {
        var status: ConnectionStatus?
        /// Set by a new connection: whoever watched the old one knows nothing of what happened between.
        var everything = false
        var facts = false
        var machines: Set<UUID> = []
        var pools = false
        var networks = false
    }

    private let items = Mutex(Items())
    private let wake: AsyncStream<Void>.Continuation
    /// One element when something is to be done, however much.
    let wakes: AsyncStream<Void>

    init() {
        (wakes, wake) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
    }

    func add(_ change: (inout Items) -> Void) {
        items.withLock { change(&$0) }
        wake.yield()
    }

    /// All that waits, which is then done with.
    func take() -> Items {
        items.withLock { items in
            defer { items = Items() }
            return items
        }
    }

    /// Nothing more comes.
    func finish() { wake.finish() }
}
