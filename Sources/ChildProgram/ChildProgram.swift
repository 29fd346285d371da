import Dispatch
import FoundationEssentials
import Glibc
import Synchronization

/// A program that is run to its end, in time and size: what it reads comes from memory, what it writes goes there.
///
/// The child has a process group of its own, which is killed whatever happens, and none of our files and environment; it
/// outlives no call. The process must ignore SIGPIPE, as servers do: a program need not read its input.
public struct ChildProgram: Sendable {
    /// Arguments as the program gets them; the first is its absolute path. No shell reads them.
    public var command: [String]
    public var limit: Duration
    /// The most bytes of all that it writes, its complaints left out.
    public var outputLimit: Int

    public init(command: [String], limit: Duration = .seconds(2), outputLimit: Int = 8 << 20) {
        (self.command, self.limit, self.outputLimit) = (command, limit, outputLimit)
    }

    /// How a program ended.
    public struct Ending: Sendable {
        /// The exit status, or 128 and the signal.
        public var status: Int32
        /// What it wrote, by the number of its descriptor; of standard error the first 64 KiB.
        public var outputs: [Int32: [UInt8]]

        /// The end of what it said went wrong.
        public var lastWords: String { String(decoding: (outputs[2] ?? []).suffix(400), as: UTF8.self) }
    }

    /// Where a program of this name lies; an absolute path is taken as it is. Nil where nothing can be run.
    public static func path(
        of name: String, in folders: [String] = ["/usr/local/bin", "/usr/bin", "/bin"]
    ) -> String? {
        let paths = name.hasPrefix("/") ? [name] : folders.map { $0 + "/" + name }
        return paths.first { access($0, X_OK) == 0 }
    }

    /// Asks one thing on standard input.
    /// - Throws: ``ChildProgramError``, also for a status that is not 0.
    public func answer(to question: Data) async throws -> Data {
        let end = try await run([0: Array(question)])
        guard end.status == 0 else { throw ChildProgramError.failed(status: end.status, lastWords: end.lastWords) }
        return Data(end.outputs[1] ?? [])
    }

    /// Runs it, on a thread of its own; it is ended when nobody waits for it any more.
    /// - Parameters:
    ///   - inputs: what it reads, by the number of its descriptor.
    ///   - outputs: the descriptors it writes to.
    /// - Throws: ``ChildProgramError``, or `CancellationError`.
    public func run(_ inputs: [Int32: [UInt8]] = [0: []], outputs: Set<Int32> = [1, 2]) async throws -> Ending {
        let isCancelled = Flag()
        return try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                DispatchQueue(label: "apus.child-program").async {
                    continuation.resume(with: Result { try work(inputs, outputs.union([1, 2]), isCancelled) })
                }
            }
        } onCancel: {
            isCancelled.raise()
        }
    }

    private static let starting = Mutex(())

    private func work(_ inputs: [Int32: [UInt8]], _ outputs: Set<Int32>, _ isCancelled: Flag) throws -> Ending {
        if isCancelled.isRaised { throw CancellationError() }
        // One at a time: a pipe's end that another child inherits would never be at its end.
        let (pipes, child) = try Self.starting.withLock { _ in
            let pipes = try Pipes(inputs: inputs.keys, outputs: outputs)
            return (pipes, try Child(command, pipes))
        }
        defer { child.end() }
        let deadline = ContinuousClock.now.advanced(by: limit)
        var exchange = Exchange(pipes: pipes, inputs: inputs, outputs: outputs, outputLimit: outputLimit)
        try exchange.run(until: deadline, limit) { isCancelled.isRaised }
        guard let status = try child.status(by: deadline, { isCancelled.isRaised }) else {
            throw ChildProgramError.late(limit)
        }
        return Ending(status: status, outputs: exchange.written)
    }

    /// Raised once, seen from any thread.
    private final class Flag: Sendable {
        private let raised = Mutex(false)
        var isRaised: Bool { raised.withLock { $0 } }
        func raise() { raised.withLock { $0 = true } }
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
