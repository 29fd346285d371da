import ApusCore
import ApusModel
import Asciicast
import Dispatch
import FoundationEssentials
import Synchronization

/// Takes down one terminal. Event loops only put pieces into a queue; a thread that all recordings share makes lines of them.
final class RecordingWriter: TerminalRecorder {
    /// Bytes that wait: from `high` on the terminal should not be read, from `low` on again; more than `most` are refused.
    enum Limit {
        static let high = 1 << 20
        static let low = 256 << 10
        static let most = 16 << 20
    }

    private struct Waiting {
        var pieces: [(time: Int64, piece: RecordedPiece)] = []
        var bytes = 0
        var isScheduled = false
        var isBusy = false
        var fault: Problem?
        var callbacks: [@Sendable () -> Void] = []
    }

    let id: String
    let keepsInput: Bool
    private let isRequired: Bool
    private let limit: Int64
    private let start = ContinuousClock.now
    private let queue: DispatchQueue
    private let waiting = Mutex(Waiting())
    /// Only the thread's.
    private let lines: Mutex<RecordedLines>
    /// One after the other: news that came behind the end would bring a recording back.
    private let reports: AsyncStream<RecordingReport>.Continuation
    private let reporting: Task<Void, Never>
    /// Whether news are on their way.
    private let isTelling = Mutex(false)
    /// Between two news of one recording.
    private static let newsInterval = DispatchTimeInterval.seconds(2)

    init(
        _ beginning: RecordingBeginning, _ file: consuming RecordingFile, _ queue: DispatchQueue,
        _ report: @escaping @Sendable (RecordingReport) async -> Void
    ) throws(Problem) {
        id = beginning.id.uuidString.lowercased()
        keepsInput = beginning.keepsInput
        isRequired = beginning.isRequired
        limit = beginning.limit
        self.queue = queue
        lines = Mutex(try RecordedLines(file, beginning.header))
        let (stream, reports) = AsyncStream.makeStream(of: RecordingReport.self)
        self.reports = reports
        reporting = Task { for await news in stream { await report(news) } }
        tellSoon()
    }

    deinit { reports.finish() }

    var isBusy: Bool { waiting.withLock { $0.isBusy } }

    func whenReady(_ go: @escaping @Sendable () -> Void) {
        let isBusy = waiting.withLock { waiting in
            if waiting.isBusy { waiting.callbacks.append(go) }
            return waiting.isBusy
        }
        if !isBusy { go() }
    }

    func output(_ bytes: [UInt8]) throws { try add(.output(bytes)) }
    func input(_ bytes: [UInt8]) throws { if keepsInput { try add(.input(bytes)) } }
    func resized(to size: TerminalSize) throws { try add(.resize(size)) }

    func end() async {
        let (facts, fault) = await withCheckedContinuation { continuation in
            queue.async { continuation.resume(returning: self.finish()) }
        }
        reports.yield(.ended(facts, fault: fault?.detail))
        reports.finish()
        await reporting.value
    }

    private func add(_ piece: RecordedPiece) throws {
        let time = Int64((ContinuousClock.now - start) / .microseconds(1))
        let (fault, isFirst) = waiting.withLock { waiting -> (Problem?, Bool) in
            if waiting.fault == nil, waiting.bytes + piece.count > Limit.most {
                waiting.fault = Problem(.busy, "The disk that recordings are kept on is too slow for this terminal.")
            }
            guard waiting.fault == nil else { return (waiting.fault, false) }
            waiting.pieces.append((time, piece))
            waiting.bytes += piece.count
            waiting.isBusy = waiting.isBusy || waiting.bytes >= Limit.high
            defer { waiting.isScheduled = true }
            return (nil, !waiting.isScheduled)
        }
        if isFirst { queue.async { self.flush() } }
        if let fault, isRequired { throw fault }
    }
}

// MARK: On the thread

extension RecordingWriter {
    /// Writes what waits now. What comes meanwhile takes its turn behind the other recordings.
    private func flush() {
        let pieces = waiting.withLock { waiting in
            defer { waiting.pieces = [] }
            return waiting.pieces
        }
        let fault = save(pieces)
        if !pieces.isEmpty { tellSoon() }
        let count = pieces.reduce(0) { $0 + $1.piece.count }
        let (isMore, callbacks) = waiting.withLock { waiting -> (Bool, [@Sendable () -> Void]) in
            waiting.bytes -= count
            waiting.fault = waiting.fault ?? fault
            waiting.isScheduled = !waiting.pieces.isEmpty
            guard waiting.bytes <= Limit.low || waiting.fault != nil else { return (waiting.isScheduled, []) }
            waiting.isBusy = false
            defer { waiting.callbacks = [] }
            return (waiting.isScheduled, waiting.callbacks)
        }
        if isMore { queue.async { self.flush() } }
        callbacks.forEach { $0() }
    }

    private func save(_ pieces: [(time: Int64, piece: RecordedPiece)]) -> Problem? {
        lines.withLock { lines in
            do throws(Problem) { try lines.append(pieces) } catch { return error }
            guard limit > 0, lines.facts.bytes > limit else { return nil }
            return Problem(.storeFull, "This terminal has shown more than one recording may hold.")
        }
    }

    /// Says in a moment how much there is, however much comes until then.
    private func tellSoon() {
        let isFirst = isTelling.withLock { isTelling in
            defer { isTelling = true }
            return !isTelling
        }
        guard isFirst else { return }
        queue.asyncAfter(deadline: .now() + Self.newsInterval) { [weak self] in
            guard let self else { return }
            isTelling.withLock { $0 = false }
            reports.yield(.progress(lines.withLock { $0.facts }))
        }
    }

    /// The last lines, and how much there is now.
    private func finish() -> (RecordingFacts, Problem?) {
        flush()
        let known = waiting.withLock { $0.fault }
        return lines.withLock { lines in
            var fault = known
            if fault == nil { do throws(Problem) { try lines.end() } catch { fault = error } }
            lines.sync()
            return (lines.facts, fault)
        }
    }
}

extension RecordingBeginning {
    fileprivate var header: AsciicastHeader {
        AsciicastHeader(
            width: size.columns, height: size.rows, timestamp: Int64(started.timeIntervalSince1970), title: title,
            environment: ["TERM": "xterm-256color", "SHELL": "/bin/bash"], extras: extras)
    }
}
