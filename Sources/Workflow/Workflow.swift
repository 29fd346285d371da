import FoundationEssentials

/// A durable change: straight-line code over journaled steps, each with an undo.
///
/// The value itself is the persisted input, so it must decode after an upgrade: a changed step list or input means a new `kind`.
///
/// Rules for authors:
/// - A step is idempotent: it may run again when the process died between acting and recording.
/// - An undo is idempotent and succeeds when there is nothing to undo: it may run for a step that never finished.
/// - All that is random or depends on time happens inside a step and is returned from it.
/// - Step names are persistent data.
public protocol Workflow: Codable, Sendable {
    /// What the steps may use: drivers, inventory, clock.
    associatedtype Context: Sendable
    associatedtype Output: Codable & Sendable

    /// Noun, verb and version: `vm.create.v1`.
    static var kind: String { get }
    /// The names of all steps in order, for progress and for tests that fail at each.
    static var stepNames: [String] { get }

    /// Runs the steps. Code outside of steps must be free of effects, since it runs again on every replay.
    func run(_ step: Steps<Context>, in context: Context) async throws -> Output
}

/// An output for workflows that return nothing.
public struct Nothing: Codable, Hashable, Sendable {
    public init() {}
}
