import Foundation
import Testing

@testable import ChildProgram

/// Programs that answer well, and all the ways in which they do not.
@Suite(.timeLimit(.minutes(1))) struct ChildProgramTests {
    init() { signal(SIGPIPE, SIG_IGN) }

    private func ask(_ script: String, _ question: String = "?", limit: Duration = .seconds(20)) async throws -> String
    {
        let program = ChildProgram(
            command: ["/usr/bin/env", "python3", "-c", script], limit: limit, outputLimit: 100_000)
        return String(decoding: try await program.answer(to: Data(question.utf8)), as: UTF8.self)
    }

    private func fault(_ script: String, limit: Duration = .seconds(20)) async -> ChildProgramError? {
        do {
            _ = try await ask(script, limit: limit)
            return nil
        } catch { return error as? ChildProgramError }
    }

    @Test func `a program reads its question and its answer comes back`() async throws {
        let long = String(repeating: "question ", count: 50_000)
        let program = ChildProgram(command: ["/bin/cat"], limit: .seconds(20), outputLimit: 1_000_000)
        #expect(try await program.answer(to: Data(long.utf8)) == Data(long.utf8))
    }

    @Test func `a program may answer without reading`() async throws {
        #expect(try await ask("print('[]', end='')", String(repeating: "x", count: 1_000_000)) == "[]")
    }

    @Test func `one that hangs is ended with all it started`() async throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let file = folder.appendingPathComponent("pid").path
        let script = """
            import subprocess, time
            child = subprocess.Popen(['sleep', '600'])
            open('\(file)', 'w').write(str(child.pid))
            time.sleep(600)
            """
        #expect(await fault(script, limit: .seconds(2)) == .late(.seconds(2)))
        let text = try String(contentsOfFile: file, encoding: .utf8)
        let pid = try #require(pid_t(text))
        var isGone = false
        for _ in 0..<200 where !isGone {
            // A zombie that nobody has waited for is gone as well.
            let status = (try? String(contentsOfFile: "/proc/\(pid)/stat", encoding: .utf8)) ?? ""
            isGone = status.isEmpty || status.contains(") Z ")
            if !isGone { try await Task.sleep(for: .milliseconds(10)) }
        }
        #expect(isGone)
    }

    @Test func `one that closes its output and stays is ended too`() async {
        #expect(
            await fault("import os,time; os.close(1); os.close(2); time.sleep(600)", limit: .seconds(1))
                == .late(.seconds(1)))
    }

    @Test func `too much output is refused, also without end`() async {
        #expect(await fault("import sys\nwhile True: sys.stdout.write('x' * 4096)") == .tooMuch(100_000))
    }

    @Test func `a failed program's last words are told`() async {
        let fault = await fault("import sys; sys.stderr.write('no such cluster'); sys.exit(3)")
        #expect(fault == .failed(status: 3, lastWords: "no such cluster"))
        #expect(await self.fault("import os; os.kill(os.getpid(), 9)") == .failed(status: 137, lastWords: ""))
    }

    @Test(arguments: [["/no/such/program"], ["relative"], [], ["/etc/passwd"]])
    func `a program that is not there cannot be started`(_ command: [String]) async {
        await #expect {
            try await ChildProgram(command: command).answer(to: Data())
        } throws: { error in
            if case ChildProgramError.notStarted = error { true } else { false }
        }
    }

    @Test func `a program that nobody waits for any more is ended`() async throws {
        let task = Task { try await ChildProgram(command: ["/bin/sleep", "600"], limit: .seconds(600)).run() }
        task.cancel()
        await #expect(throws: CancellationError.self) { try await task.value }
    }

    @Test func `a program reads and writes under more numbers than three`() async throws {
        let script = "import os; os.write(3, os.read(0, 9) + os.read(4, 9))"
        let program = ChildProgram(command: ["/usr/bin/env", "python3", "-c", script], limit: .seconds(20))
        let end = try await program.run([0: Array("text".utf8), 4: Array("proof".utf8)], outputs: [3])
        #expect(end.status == 0 && end.outputs == [1: [], 2: [], 3: Array("textproof".utf8)])
    }

    @Test func `a program is found by its name`() {
        #expect(ChildProgram.path(of: "sh")?.hasSuffix("/sh") == true)
        #expect(ChildProgram.path(of: "apus-no-such-program") == nil)
        #expect(ChildProgram.path(of: "/etc/passwd") == nil)
    }

    @Test func `a program has none of the server's environment`() async throws {
        setenv("APUS_TOKEN", "secret", 1)
        defer { unsetenv("APUS_TOKEN") }
        #expect(try await ask("import os; print(os.environ.get('APUS_TOKEN'), end='')") == "None")
    }
}
