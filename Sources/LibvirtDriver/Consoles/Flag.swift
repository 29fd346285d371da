import Synchronization

/// Raised once, seen from any thread.
final class Flag: Sendable {
    private let raised = Atomic<Bool>(false)
    var isRaised: Bool { raised.load(ordering: .sequentiallyConsistent) }

    /// Whether it was down.
    @discardableResult
    func raise() -> Bool { !raised.exchange(true, ordering: .sequentiallyConsistent) }
}
