import FoundationEssentials
import Libvirt
import Synchronization

/// What must be looked at. What comes while a look is under way is merged into the next.
final class Agenda: Sendable {
    struct Items: Sendable {
        var status: ConnectionStatus?
        /// The connection is a new one: the host may be another than before.
        var isFresh = false
        var everything = false
        var facts = false
        var machines: Set<UUID> = []
        var pools = false
        var networks = false
    }

    private let items = Mutex(Items())
    private let due = Mutex(ContinuousClock.now)
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

    /// Whether it is time for a listing that no event asked for.
    var isListingDue: Bool { due.withLock { $0 <= .now } }

    /// Puts the next such listing off.
    func expectListing(in delay: Duration) {
        due.withLock { $0 = .now.advanced(by: delay) }
    }

    /// Nothing more comes.
    func finish() { wake.finish() }
}
