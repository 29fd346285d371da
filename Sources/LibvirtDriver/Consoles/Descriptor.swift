import Glibc

/// An open descriptor that is closed when nobody took it: what a call opened after its caller has gone.
final class Descriptor: Sendable {
    let number: Int32
    private let isTaken = Flag()

    init(_ number: Int32) { self.number = number }

    deinit { if !isTaken.isRaised, number >= 0 { _ = close(number) } }

    /// The descriptor, which is the caller's from now on.
    func take() -> Int32 {
        isTaken.raise()
        return number
    }
}
