import Glibc
import Synchronization

/// An open descriptor that is closed when nobody took it: what a call opened after its caller has gone.
final class Descriptor: Sendable {
    let number: Int32
    private let isTaken = Atomic<Bool>(false)

    init(_ number: Int32) { self.number = number }

    deinit { if !isTaken.load(ordering: .acquiring), number >= 0 { _ = close(number) } }

    /// The descriptor, which is the caller's from now on.
    func take() -> Int32 {
        isTaken.store(true, ordering: .releasing)
        return number
    }
}
