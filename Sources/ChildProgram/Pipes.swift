import FoundationEssentials
import Glibc

/// The pipes between us and a child, by the numbers they have there. Our ends are closed with this value's owner.
final class Pipes {
    private(set) var ours: [Int32: Int32] = [:]
    private(set) var theirs: [Int32: Int32] = [:]

    /// - Parameters:
    ///   - inputs: what the child reads.
    ///   - outputs: what it writes.
    init(inputs: some Sequence<Int32>, outputs: some Sequence<Int32>) throws(ChildProgramError) {
        do {
            for number in inputs { (theirs[number], ours[number]) = try Self.pipe() }
            for number in outputs { (ours[number], theirs[number]) = try Self.pipe() }
        } catch {
            closeAll()
            throw error
        }
        for end in ours.values { _ = fcntl(end, F_SETFL, fcntl(end, F_GETFL) | O_NONBLOCK) }
    }

    /// Standard input and output are this socket, which is closed with the other ends; complaints come to us.
    init(socket: Int32) throws(ChildProgramError) {
        do {
            (ours[2], theirs[2]) = try Self.pipe()
            theirs[0] = fcntl(socket, F_DUPFD_CLOEXEC, 64)
            theirs[1] = fcntl(socket, F_DUPFD_CLOEXEC, 64)
        } catch {
            close(socket)
            throw error
        }
        close(socket)
        for end in ours.values { _ = fcntl(end, F_SETFL, fcntl(end, F_GETFL) | O_NONBLOCK) }
    }

    deinit { closeAll() }

    /// The end to read from, and the one to write to.
    private static func pipe() throws(ChildProgramError) -> (Int32, Int32) {
        var ends: [Int32] = [-1, -1]
        guard Glibc.pipe(&ends) == 0 else { throw .system("no pipe could be made: \(Errno.words(errno))") }
        // High numbers, which no end has in the child.
        let high = ends.map { fcntl($0, F_DUPFD_CLOEXEC, 64) }
        let fault = errno
        for end in ends { _ = close(end) }
        guard high.allSatisfy({ $0 >= 0 }) else {
            for end in high where end >= 0 { _ = close(end) }
            throw .system("no pipe could be made: \(Errno.words(fault))")
        }
        return (high[0], high[1])
    }

    func closeTheirs() {
        theirs.values.forEach { _ = close($0) }
        theirs = [:]
    }

    func closeOurs(_ number: Int32) {
        if let end = ours.removeValue(forKey: number) { _ = close(end) }
    }

    private func closeAll() {
        closeTheirs()
        ours.values.forEach { _ = close($0) }
        ours = [:]
    }
}
