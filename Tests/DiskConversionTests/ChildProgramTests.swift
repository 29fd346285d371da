import ApusCore
import ApusTesting
import Foundation
import NIOPosix
import Testing

@testable import DiskConversion

@Suite(.timeLimit(.minutes(1))) struct ChildProgramTests {
    private func run(_ words: [String], within limit: Duration = .seconds(20)) async throws -> ChildProgram.Ending {
        try await ChildProgram.run(words[0], Array(words.dropFirst()), within: limit, on: .singleton)
    }

    @Test func `a program's status and complaint are told`() async throws {
        #expect(try await run(["true"]).status == 0)
        let end = try await run(["ls", "--", "/nonexistent/x"])
        #expect(end.status == 2 && end.complaint.contains("/nonexistent/x"))
    }

    @Test func `a program that is not there is told apart`() async {
        await #expect(throws: ChildProgram.Failure.missing) { try await run(["apus-no-such-program"]) }
    }

    @Test func `a program whose time is over is killed`() async {
        let begin = ContinuousClock.now
        await #expect(throws: ChildProgram.Failure.tookTooLong) {
            try await run(["sleep", "50"], within: .milliseconds(100))
        }
        #expect(ContinuousClock.now - begin < .seconds(20))
    }

    @Test func `a program that nobody waits for any more is killed`() async {
        let begin = ContinuousClock.now
        let task = Task { try await run(["sleep", "50"], within: .seconds(60)) }
        task.cancel()
        await #expect(throws: (any Error).self) { try await task.value }
        #expect(ContinuousClock.now - begin < .seconds(20))
    }

    @Test func `without qemu-img the error says what to install, and nothing stays`() async throws {
        let folder = FileManager.default.temporaryDirectory.path + "/apus-spool-\(UUID().uuidString)"
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let spool = QEMUImageSpool(folder: folder, program: "apus-no-such-program")
        let bytes = [UInt8](ImageFacts.qcow2().header)
        await #expect {
            _ = try await spool.vmdk("a.vmdk", from: Pieces(of: bytes), size: Int64(bytes.count), in: "x")
        } throws: {
            ($0 as? DriverError)?.message.contains("install qemu-utils") == true
        }
        await spool.drop("x")
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == [])
    }

    @Test func `bytes that name another file are never given to qemu-img`() async throws {
        let folder = FileManager.default.temporaryDirectory.path + "/apus-spool-\(UUID().uuidString)"
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let spool = QEMUImageSpool(folder: folder, program: "true")
        let bytes = [UInt8](ImageFacts.qcow2(backing: 0x170).header)
        await #expect {
            _ = try await spool.vmdk("a.vmdk", from: Pieces(of: bytes), size: Int64(bytes.count), in: "x")
        } throws: {
            ($0 as? DriverError)?.message.contains("stands alone") == true
        }
    }
}
