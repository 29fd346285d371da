import Glibc

/// A program that is run to its end within limits. What it reads comes from memory, so no file is left when the server dies.
struct BoundedProgram: Sendable {
    struct Limits: Sendable {
        var seconds = 20
        /// Bytes of all that it writes.
        var bytes = 2 << 20
    }

    /// What it wrote.
    struct End: Sendable {
        var output: [UInt8]
        var report: [UInt8]
    }

    struct Failure: Error {
        var reason: String
    }

    /// Descriptors of the program beside standard input and output.
    static let report: Int32 = 3
    static let secondInput: Int32 = 4

    var path: String
    var arguments: [String]
    /// Standard input, and then ``secondInput``.
    var inputs: [[UInt8]]
    var limits: Limits

    /// Blocks.
    func run() throws -> End {
        var owned = Descriptors()
        defer { owned.close() }
        let places = [0, 1, Self.report, Self.secondInput].filter { $0 != Self.secondInput || inputs.count > 1 }
        var ends: [(ours: Int32, its: Int32, place: Int32)] = []
        for place in places {
            let (ours, its) = try owned.channel()
            ends.append((ours, its, place))
        }
        let quiet = try owned.keep(open("/dev/null", O_RDWR | O_CLOEXEC))
        let child = try Spawned(path, arguments, ends.map { ($0.place, $0.its) } + [(2, quiet)])
        defer { child.end() }
        for end in ends { owned.close(end.its) }
        return try converse(&owned, ends.map(\.ours))
    }

    /// Until the program has closed what it writes to: it has ended then, or has no more to say.
    private func converse(_ owned: inout Descriptors, _ ours: [Int32]) throws -> End {
        let end = ContinuousClock.now.advanced(by: .seconds(limits.seconds))
        var texts: [[UInt8]] = [[], []]
        var rests = inputs.map { $0[...] }
        // Input, output, report, second input.
        var files = zip(ours, [POLLOUT, POLLIN, POLLIN, POLLOUT]).map { pollfd(fd: $0, events: Int16($1), revents: 0) }
        while files[1].fd >= 0 || files[2].fd >= 0 {
            let left = (end - .now) / .milliseconds(1)
            guard left > 0 else { throw Failure(reason: "took longer than \(limits.seconds) seconds") }
            _ = poll(&files, nfds_t(files.count), Int32(min(left + 1, 60_000)))
            for index in files.indices where files[index].fd >= 0 && files[index].revents != 0 {
                let file = files[index].fd
                switch index {
                case 0, 3:
                    guard Self.send(&rests[index == 0 ? 0 : 1], to: file) else { break }
                    files[index].fd = -1
                    owned.close(file)
                default:
                    let piece = Self.piece(of: file)
                    if piece.isEmpty { files[index].fd = -1 }
                    texts[index - 1] += piece
                }
            }
            guard texts[0].count + texts[1].count <= limits.bytes else { throw Failure(reason: "wrote too much") }
        }
        return End(output: texts[0], report: texts[1])
    }

    /// Whether nothing more is to be sent: all is, or the program reads no more.
    private static func send(_ rest: inout ArraySlice<UInt8>, to file: Int32) -> Bool {
        guard !rest.isEmpty else { return true }
        let count = rest.withUnsafeBytes {
            Glibc.send(file, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL) | Int32(MSG_DONTWAIT))
        }
        guard count > 0 else { return errno != EAGAIN && errno != EINTR }
        rest = rest.dropFirst(count)
        return rest.isEmpty
    }

    private static func piece(of file: Int32) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: 65_536)
        let count = Glibc.read(file, &bytes, bytes.count)
        return Array(bytes.prefix(max(0, count)))
    }
}
