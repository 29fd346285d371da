import ApusClient
import ApusModel
import ArgumentParser
import FoundationEssentials

/// Follows one operation to its end: a bar on a terminal, a line per step elsewhere.
struct OperationFollower {
    let session: Session
    let limit: Duration
    /// How long a server may be away, for example while it is restarted, before following ends.
    private let patience: Duration = .seconds(60)
    private let pause: Duration = .seconds(1)
    private var shown: String?
    private var bar = ""

    init(_ session: Session, limit: Duration) {
        self.session = session
        self.limit = limit
    }

    /// Returns the operation once it has settled; `others` are those that will be followed after it.
    /// - Throws: ``ClientError`` `timeout` at the limit; the operation goes on.
    mutating func follow(
        _ accepted: ApusModel.Operation, before others: ArraySlice<ApusModel.Operation> = []
    ) async throws -> ApusModel.Operation {
        let interrupt = Interrupt(session.terminal, Self.farewell([accepted] + others))
        defer { interrupt.end() }
        let end = ContinuousClock.now + limit
        var operation = accepted
        while !operation.state.isSettled {
            guard ContinuousClock.now < end else { throw Self.tooLong(accepted) }
            try show(operation)
            operation = try await next(operation)
        }
        try clear()
        return operation
    }

    /// The operation a second later or when it settles, whichever is first. A server that goes away is waited for.
    private func next(_ operation: ApusModel.Operation) async throws -> ApusModel.Operation {
        let end = ContinuousClock.now + patience
        while true {
            do {
                return try await session.client.operation(operation.id.uuidString.lowercased(), wait: 1)
            } catch let error as ClientError where Self.mayPass(error.code) && ContinuousClock.now < end {
                try await Task.sleep(for: pause)
            } catch let problem as Problem where [429, 503].contains(problem.status) && ContinuousClock.now < end {
                try await Task.sleep(for: pause)
            }
        }
    }

    private mutating func show(_ operation: ApusModel.Operation) throws {
        let terminal = session.terminal
        if terminal.isErrorInteractive {
            bar = ProgressBar.line(operation, width: terminal.surroundings.width)
            try terminal.surroundings.write(.error, "\r\u{1B}[K" + bar)
        } else if shown != operation.progress.step, operation.progress.fraction > 0 {
            // That it was accepted says nothing: it would not be here.
            shown = operation.progress.step
            try terminal.note(ProgressBar.plain(operation))
        }
    }

    private func clear() throws {
        if !bar.isEmpty { try session.terminal.surroundings.write(.error, "\r\u{1B}[K") }
    }

    private static func mayPass(_ code: ClientError.Code) -> Bool {
        code == .connectionLost || code == .cannotConnect || code == .timeout
    }

    private static func farewell(_ operations: [ApusModel.Operation]) -> String {
        let handles = operations.map(\.handle).joined(separator: " ")
        return
            "Not stopped: \(handles). Follow with: apus operation watch \(handles); cancel with: apus operation cancel \(handles)"
    }

    static func tooLong(_ operation: ApusModel.Operation) -> ClientError {
        ClientError(
            .timeout,
            "Operation \(operation.handle) (\(operation.kind) \(operation.target.name)) has not ended within the limit.",
            hint: "it goes on; follow it with: apus operation watch \(operation.handle)")
    }
}
