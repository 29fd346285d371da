import FoundationEssentials
import Glibc

/// Writes the question and reads the answer side by side, so that neither side waits for the other for ever.
struct Exchange {
    struct Answer {
        var output: [UInt8] = []
        var errors: [UInt8] = []

        /// The end of what it said went wrong.
        var lastWords: String { String(decoding: errors.suffix(400), as: UTF8.self) }
    }

    let pipes: Pipes
    let question: [UInt8]
    let outputLimit: Int
    let deadline: ContinuousClock.Instant
    let limit: Duration

    func run() throws(ChildProgramError) -> Answer {
        var answer = Answer()
        var written = 0
        while pipes.ours[1] >= 0 || pipes.ours[2] >= 0 {
            let rest = deadline - ContinuousClock.now
            guard rest > .zero else { throw .late(limit) }
            var polled = [
                pollfd(fd: pipes.ours[0], events: Int16(POLLOUT), revents: 0),
                pollfd(fd: pipes.ours[1], events: Int16(POLLIN), revents: 0),
                pollfd(fd: pipes.ours[2], events: Int16(POLLIN), revents: 0),
            ]
            let seconds = min(rest.components.seconds, 3600)
            let milliseconds = seconds * 1000 + rest.components.attoseconds / 1_000_000_000_000_000 + 1
            guard poll(&polled, 3, Int32(clamping: milliseconds)) >= 0 || errno == EINTR else {
                throw .system("poll: \(Errno.words(errno))")
            }
            if polled[0].revents != 0 { write(&written) }
            if polled[1].revents != 0 { read(1, &answer.output, keeping: outputLimit + 1) }
            if polled[2].revents != 0 { read(2, &answer.errors, keeping: 65_536) }
            guard answer.output.count <= outputLimit else { throw .tooMuch(outputLimit) }
        }
        return answer
    }

    private func write(_ written: inout Int) {
        while written < question.count {
            let count = question[written...].withUnsafeBytes { Glibc.write(pipes.ours[0], $0.baseAddress, $0.count) }
            if count < 0, errno == EAGAIN || errno == EINTR { return }
            // A program that answers without reading to the end may do so.
            guard count > 0 else { break }
            written += count
        }
        pipes.closeOurs(0)
    }

    private func read(_ stream: Int, _ into: inout [UInt8], keeping limit: Int) {
        var piece = [UInt8](repeating: 0, count: 65_536)
        let count = Glibc.read(pipes.ours[stream], &piece, piece.count)
        if count < 0, errno == EAGAIN || errno == EINTR { return }
        guard count > 0 else { return pipes.closeOurs(stream) }
        into += piece.prefix(min(count, max(limit - into.count, 0)))
    }
}
