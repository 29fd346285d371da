import FoundationEssentials
import Glibc

/// Writes what the program reads and reads what it writes side by side, so that neither side waits for the other for ever.
struct Exchange {
    private let pipes: Pipes
    private var rests: [Int32: ArraySlice<UInt8>]
    /// What came, by descriptor.
    private(set) var written: [Int32: [UInt8]]
    private let outputLimit: Int
    private static let complaint: Int32 = 2
    private static let complaintLimit = 65_536

    init(pipes: Pipes, inputs: [Int32: [UInt8]], outputs: Set<Int32>, outputLimit: Int) {
        self.pipes = pipes
        self.outputLimit = outputLimit
        rests = inputs.mapValues { $0[...] }
        written = Dictionary(uniqueKeysWithValues: outputs.map { ($0, []) })
    }

    /// Until the program has closed all that it writes to.
    mutating func run(
        until deadline: ContinuousClock.Instant, _ limit: Duration, _ isCancelled: () -> Bool
    ) throws {
        while written.keys.contains(where: { pipes.ours[$0] != nil }) {
            if isCancelled() { throw CancellationError() }
            let rest = deadline - ContinuousClock.now
            guard rest > .zero else { throw ChildProgramError.late(limit) }
            try turn(milliseconds: min(Int32(clamping: Int64(rest / .milliseconds(1)) + 1), 100))
            let count = written.reduce(0) { $0 + ($1.key == Self.complaint ? 0 : $1.value.count) }
            guard count <= outputLimit else { throw ChildProgramError.tooMuch(outputLimit) }
        }
    }

    /// Waits for the pipes, for a moment at most, and serves those that are ready.
    private mutating func turn(milliseconds: Int32) throws(ChildProgramError) {
        let open = pipes.ours.sorted { $0.key < $1.key }
        var polled = open.map { number, end in
            pollfd(fd: end, events: Int16(written[number] == nil ? POLLOUT : POLLIN), revents: 0)
        }
        guard poll(&polled, nfds_t(polled.count), milliseconds) >= 0 || errno == EINTR else {
            throw .system("poll: \(Errno.words(errno))")
        }
        for (index, pipe) in open.enumerated() where polled[index].revents != 0 {
            if written[pipe.key] == nil { write(pipe.key, pipe.value) } else { read(pipe.key, pipe.value) }
        }
    }

    private mutating func write(_ number: Int32, _ end: Int32) {
        while let rest = rests[number], !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.write(end, $0.baseAddress, $0.count) }
            if count < 0, errno == EAGAIN || errno == EINTR { return }
            // A program that answers without reading to the end may do so.
            guard count > 0 else { break }
            rests[number] = rest.dropFirst(count)
        }
        pipes.closeOurs(number)
    }

    private mutating func read(_ number: Int32, _ end: Int32) {
        var piece = [UInt8](repeating: 0, count: 65_536)
        let count = Glibc.read(end, &piece, piece.count)
        if count < 0, errno == EAGAIN || errno == EINTR { return }
        guard count > 0 else { return pipes.closeOurs(number) }
        let limit = number == Self.complaint ? Self.complaintLimit : outputLimit + 1
        written[number, default: []] += piece.prefix(min(count, max(limit - (written[number]?.count ?? 0), 0)))
    }
}
