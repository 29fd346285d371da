import FoundationEssentials
import Glibc

/// A program that lives as long as somebody speaks with it: its standard input and output are one socket.
///
/// As ``ChildProgram`` it has a process group of its own, which is killed at the end, and none of our files.
public final class ChildStream: Sendable {
    // The child and its pipes belong to whoever ends it; both are used under no other call.
    private struct Parts: @unchecked Sendable {
        let child: Child
        let pipes: Pipes
    }
    /// Our end of the socket, for one who takes and closes it.
    public let descriptor: Int32
    private let parts: Parts

    /// - Parameters:
    ///   - command: arguments as the program gets them; the first is its absolute path.
    ///   - environment: what it sees beside `PATH` and `LANG`, as `NAME=value`.
    /// - Throws: ``ChildProgramError``.
    public init(_ command: [String], environment: [String] = []) throws(ChildProgramError) {
        let started = try Self.start(command, environment)
        (descriptor, parts) = (started.socket, started.parts)
    }

    private static func start(
        _ command: [String], _ environment: [String]
    ) throws(ChildProgramError) -> (socket: Int32, parts: Parts) {
        var ends: [Int32] = [-1, -1]
        guard socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0, &ends) == 0 else {
            throw .system("no socket could be made: \(Errno.words(errno))")
        }
        do throws(ChildProgramError) {
            let pipes = try Pipes(socket: ends[1])
            return (ends[0], Parts(child: try Child(command, pipes, environment: environment), pipes: pipes))
        } catch {
            close(ends[0])
            throw error
        }
    }

    /// The end of what it said went wrong so far.
    public var lastWords: String {
        guard let complaints = parts.pipes.ours[2] else { return "" }
        var bytes = [UInt8](repeating: 0, count: 65_536)
        let count = read(complaints, &bytes, bytes.count)
        return String(decoding: bytes.prefix(max(0, count)).suffix(400), as: UTF8.self)
    }

    /// Whether it has ended by itself; not to be asked after ``end()``.
    public var isOver: Bool { parts.child.isOver }

    /// Kills it and waits for that. Once.
    /// - Returns: its exit status, or 128 and the signal.
    @discardableResult
    public func end() -> Int32 { parts.child.end() }
}
