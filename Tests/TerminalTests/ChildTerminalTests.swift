import Foundation
import Glibc
import Testing

@testable import Terminal

@Suite(.timeLimit(.minutes(1))) struct ChildTerminalTests {
    /// Reads what the terminal shows until `text` is in it, or its end.
    private func shown(_ terminal: ChildTerminal, until text: String? = nil) async -> String {
        let master = terminal.descriptor
        return await withCheckedContinuation { continuation in
            Thread.detachNewThread {
                var all: [UInt8] = []
                var piece = [UInt8](repeating: 0, count: 4096)
                while true {
                    let count = read(master, &piece, piece.count)
                    guard count > 0 else { break }
                    all += piece.prefix(count)
                    // By bytes: to a String, CR and LF are one character.
                    if let text, Data(all).range(of: Data(text.utf8)) != nil { break }
                }
                continuation.resume(returning: String(decoding: all, as: UTF8.self))
            }
        }
    }

    private func run(_ command: [String], columns: Int = 80, rows: Int = 24) throws -> ChildTerminal {
        try ChildTerminal(TerminalProgram(command: command), columns: columns, rows: rows)
    }

    private func type(_ text: String, into terminal: ChildTerminal) {
        let bytes = Array(text.utf8)
        #expect(write(terminal.descriptor, bytes, bytes.count) == bytes.count)
    }

    private func isAlive(_ pid: pid_t) -> Bool {
        guard let stat = try? String(contentsOfFile: "/proc/\(pid)/stat", encoding: .utf8) else { return false }
        return !stat.contains(") Z ")
    }

    @Test func `a program shows what it writes, and its exit status is known`() async throws {
        let terminal = try run(["/usr/bin/printf", "a\\nb"])
        #expect(await shown(terminal) == "a\r\nb")
        terminal.closeMaster()
        #expect(await terminal.end() == 0)
        let failing = try run(["/usr/bin/env", "false"])
        _ = await shown(failing)
        failing.closeMaster()
        #expect(await failing.end() == 1)
        #expect(await failing.end() == 1, "asked twice")
    }

    @Test func `the terminal is its controlling one, with a size that can change`() async throws {
        let terminal = try run(
            ["/bin/bash", "--norc", "-c", "trap 'stty size </dev/tty' WINCH; stty size; while :; do sleep 0.05; done"],
            columns: 132, rows: 43)
        #expect(await shown(terminal, until: "\n").contains("43 132"))
        terminal.resize(columns: 100, rows: 30)
        #expect(await shown(terminal, until: "30 100").contains("30 100"))
        terminal.closeMaster()
        #expect(await terminal.end() == 128 + SIGHUP)
        terminal.resize(columns: 1, rows: 1)
    }

    @Test func `it has none of our environment and files`() async throws {
        setenv("APUS_TEST_SECRET", "hidden", 1)
        let leak = open("/dev/null", O_RDONLY)
        defer { close(leak) }
        let terminal = try run(["/bin/bash", "--norc", "-c", "env; ls -l /proc/self/fd | tail -n +2 | wc -l; pwd"])
        let text = await shown(terminal)
        terminal.closeMaster()
        #expect(await terminal.end() == 0)
        #expect(!text.contains("hidden"))
        #expect(text.contains("TERM=xterm-256color"))
        #expect(text.contains("LANG=C.UTF-8"))
        // Its three, and the folder that ls reads.
        #expect(text.split(whereSeparator: \.isNewline).contains("4"), "\(text)")
        #expect(text.hasSuffix("/\r\n"))
    }

    @Test func `a program that ignores the hangup is killed with all of its session`() async throws {
        let script = "trap '' HUP; set -m; sleep 1000 & echo one $! ; (trap '' HUP; sleep 1000) & echo two $!; wait"
        let terminal = try run(["/bin/bash", "--norc", "-c", script])
        let text = await shown(terminal, until: "two ")
        let more = await text.utf8.last == 0x0A ? text : text + shown(terminal, until: "\n")
        let jobs = more.split(whereSeparator: { " \r\n".contains($0) }).compactMap { pid_t($0) }
        #expect(jobs.count == 2, "\(more)")
        #expect(jobs.allSatisfy(isAlive))
        terminal.closeMaster()
        let began = ContinuousClock.now
        let status = await terminal.end(within: .milliseconds(100))
        #expect(status == 128 + SIGKILL)
        #expect(ContinuousClock.now - began < .seconds(5))
        // The kernel has the signal; the process needs a moment to be gone.
        let limit = ContinuousClock.now.advanced(by: .seconds(10))
        while jobs.contains(where: isAlive), ContinuousClock.now < limit { await Task.yield() }
        #expect(!jobs.contains(where: isAlive))
    }

    @Test func `a program that writes too large a file is ended`() async throws {
        let file = "/tmp/apus-limit-\(UUID().uuidString)"
        defer { unlink(file) }
        var program = TerminalProgram(command: ["/usr/bin/dd", "if=/dev/zero", "of=\(file)", "bs=4096"])
        program.fileLimit = 65_536
        let terminal = try ChildTerminal(program, columns: 80, rows: 24)
        _ = await shown(terminal)
        terminal.closeMaster()
        // SIGXFSZ (signal(7)); alone it would never end.
        #expect(await terminal.end() == 128 + 25)
    }

    @Test func `when nobody holds the master any more, the program is hung up`() async throws {
        let terminal = try run(["/usr/bin/sleep", "1000"])
        terminal.closeMaster()
        #expect(await terminal.end() == 128 + SIGHUP)
    }

    @Test func `a program that is not there is told in words`() {
        #expect(throws: TerminalError("/nowhere/x cannot be started: No such file or directory")) {
            _ = try run(["/nowhere/x"])
        }
        #expect(throws: TerminalError.self) { _ = try run(["relative"]) }
    }

    @Test func `a hundred at once leave neither processes nor descriptors`() async throws {
        let before = try FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd").count
        try await withThrowingTaskGroup(of: Int32.self) { group in
            for _ in 0..<100 {
                group.addTask {
                    let terminal = try run(["/usr/bin/cat"])
                    type("hello\n", into: terminal)
                    _ = await shown(terminal, until: "hello")
                    terminal.closeMaster()
                    return await terminal.end()
                }
            }
            // One that is just writing may be told by the write that the terminal is gone, before the signal does.
            for try await status in group { #expect(status == 128 + SIGHUP || status == 1) }
        }
        let after = try FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd").count
        // Other suites open and close files meanwhile.
        #expect(after < before + 50)
    }
}
