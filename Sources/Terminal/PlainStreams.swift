import CTerminal
import Glibc

/// Standard input and output as one pair of sockets, which may be shut in one direction, and a pipe for standard error.
struct PlainStreams {
    let own: Int32
    let errors: Int32
    let theirs: Int32
    let theirErrors: Int32

    init() throws(TerminalError) {
        var (pair, pipe): ([Int32], [Int32]) = ([-1, -1], [-1, -1])
        guard socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0, &pair) == 0 else {
            throw PseudoTerminal.fault("no streams could be made")
        }
        guard pipe2(&pipe, O_CLOEXEC) == 0 else {
            let fault = PseudoTerminal.fault("no streams could be made")
            pair.forEach { close($0) }
            throw fault
        }
        (own, theirs, errors, theirErrors) = (pair[0], pair[1], pipe[0], pipe[1])
    }

    func closeOwn() {
        close(own)
        close(errors)
    }

    /// The child has them.
    func closeTheirs() {
        close(theirs)
        close(theirErrors)
    }
}
