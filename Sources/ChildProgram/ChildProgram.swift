import Dispatch
import FoundationEssentials
import Glibc
import Synchronization

/// A program that is asked one thing: it reads it on standard input and answers on standard output, in time and size.
///
/// The child has a process group of its own, which is killed whatever happens; it outlives no call.
/// The process must ignore SIGPIPE, as servers do: a program need not read its question.
public struct ChildProgram: Sendable {
    /// Arguments as the program gets them; the first is its absolute path. No shell reads them.
    public var command: [String]
    public var limit: Duration
    /// The most bytes of an answer.
    public var outputLimit: Int

    public init(command: [String], limit: Duration = .seconds(2), outputLimit: Int = 8 << 20) {
        (self.command, self.limit, self.outputLimit) = (command, limit, outputLimit)
    }

    /// Asks, on a thread of its own.
    /// - Throws: ``ChildProgramError``.
    public func answer(to question: Data) async throws -> Data {
        try await withCheckedThrowingContinuation { continuation in
            DispatchQueue(label: "apus.child-program").async {
                continuation.resume(with: Result { try run(question) })
            }
        }
    }

    private static let starting = Mutex(())

    private func run(_ question: Data) throws -> Data {
        // One at a time: a pipe's end that another child inherits would never be at its end.
        let (pipes, child) = try Self.starting.withLock { _ in
            let pipes = try Pipes()
            return (pipes, try Child(command, pipes))
        }
        defer { child.end() }
        let deadline = ContinuousClock.now.advanced(by: limit)
        let answer = try Exchange(
            pipes: pipes, question: Array(question), outputLimit: outputLimit, deadline: deadline, limit: limit
        ).run()
        guard let status = child.status(by: deadline) else { throw ChildProgramError.late(limit) }
        guard status == 0 else { throw ChildProgramError.failed(status: status, lastWords: answer.lastWords) }
        return Data(answer.output)
    }
}

/// What a program did wrong, in words.
public enum ChildProgramError: Error, Hashable, Sendable, CustomStringConvertible {
    case notStarted(String)
    case late(Duration)
    case tooMuch(Int)
    /// An exit status, or 128 and the signal; and the end of what it wrote to standard error.
    case failed(status: Int32, lastWords: String)
    case system(String)

    public var description: String {
        switch self {
        case .notStarted(let reason): "it cannot be started: \(reason)"
        case .late(let limit): "it did not answer within \(limit)"
        case .tooMuch(let limit): "it wrote more than \(limit) bytes"
        case .failed(let status, let words):
            "it ended with status \(status)" + (words.isEmpty ? "" : ": \(words.debugDescription)")
        case .system(let reason): reason
        }
    }
}
