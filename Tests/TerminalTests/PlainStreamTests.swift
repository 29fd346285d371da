import ApusTesting
import Foundation
import Glibc
import Testing

@testable import Terminal

/// Programs without a terminal of their own.
@Suite(.timeLimit(.minutes(1))) struct PlainStreamTests {
    private func run(_ script: String) throws -> ChildTerminal {
        try ChildTerminal(onStreams: TerminalProgram(command: ["/bin/sh", "-c", script]))
    }

    private func all(_ descriptor: Int32) async -> String {
        await withCheckedContinuation { continuation in
            Thread.detachNewThread {
                var all: [UInt8] = []
                var piece = [UInt8](repeating: 0, count: 4096)
                while true {
                    let count = read(descriptor, &piece, piece.count)
                    guard count > 0 else { break }
                    all += piece.prefix(count)
                }
                continuation.resume(returning: String(decoding: all, as: UTF8.self))
            }
        }
    }

    @Test func `input ends, output and errors come apart and as they are, and the status is its own`() async throws {
        let child = try run("cat; echo bad >&2; test -t 0 && echo terminal; exit 7")
        let errors = try #require(child.errors)
        let bytes = Array("a\nb\u{4}c".utf8)
        #expect(write(child.descriptor, bytes, bytes.count) == bytes.count)
        #expect(shutdown(child.descriptor, Int32(SHUT_WR)) == 0)
        #expect(await all(child.descriptor) == "a\nb\u{4}c")
        #expect(await all(errors) == "bad\n")
        child.closeMaster()
        #expect(await child.end() == 7)
    }

    @Test func `it is ended with all it started`() async throws {
        let child = try run("trap '' HUP; sleep 300 & echo $!; wait")
        var piece = [UInt8](repeating: 0, count: 64)
        let count = read(child.descriptor, &piece, piece.count)
        let text = String(decoding: piece.prefix(max(count, 0)), as: UTF8.self)
        let sleeper = try #require(pid_t(text.trimmingCharacters(in: .whitespacesAndNewlines)))
        child.closeMaster()
        #expect(await child.end(within: .milliseconds(50)) == 128 + SIGKILL)
        // The signal is on its way; a zombie is whose parent ended before it, until init takes it.
        let isGone = await eventually {
            let stat = try? String(contentsOfFile: "/proc/\(sleeper)/stat", encoding: .utf8)
            return stat?.contains(") Z ") ?? true
        }
        #expect(isGone)
    }

    @Test func `what cannot be started leaves no file open`() throws {
        let before = try FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd").count
        for _ in 0..<20 {
            #expect(throws: TerminalError.self) {
                _ = try ChildTerminal(onStreams: TerminalProgram(command: ["/nonexistent"]))
            }
        }
        let after = try FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd").count
        // Other tests open theirs at the same time.
        #expect(after < before + 20)
    }
}
