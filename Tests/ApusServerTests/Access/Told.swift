import Synchronization

/// What callbacks said.
final class Told: Sendable {
    private let kept = Mutex<[String]>([])

    func add(_ word: String) { kept.withLock { $0.append(word) } }
    var words: [String] { kept.withLock { $0 } }
}
