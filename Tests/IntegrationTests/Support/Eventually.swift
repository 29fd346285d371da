import Foundation

/// What did not come true in time.
struct TooLate: Error, CustomStringConvertible {
    var description: String
}

/// Looks again and again until `look` gives a value.
/// - Throws: ``TooLate`` when the time is over, with the last error that `look` threw.
@discardableResult
func eventually<Value: Sendable>(
    _ what: String, within limit: Duration, every pause: Duration = .milliseconds(25),
    isolation: isolated (any Actor)? = #isolation, _ look: () async throws -> Value?
) async throws -> Value {
    let end = ContinuousClock.now.advanced(by: limit)
    var last: (any Error)?
    repeat {
        do {
            if let value = try await look() { return value }
            last = nil
        } catch { last = error }
        try await Task.sleep(for: pause)
    } while ContinuousClock.now < end
    throw TooLate(description: "after \(limit): \(what)\(last.map { " (\($0))" } ?? "")")
}

/// Waits until `condition` holds.
func eventually(
    _ what: String, within limit: Duration, every pause: Duration = .milliseconds(25),
    isolation: isolated (any Actor)? = #isolation, that condition: () async throws -> Bool
) async throws {
    try await eventually(what, within: limit, every: pause) { try await condition() ? true : nil }
}
