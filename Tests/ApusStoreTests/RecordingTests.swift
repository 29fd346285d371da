import ApusCore
import ApusModel
import ApusTesting
import Asciicast
import Foundation
import Glibc
import Synchronization
import Testing

@testable import ApusStore

@Suite(.timeLimit(.minutes(1))) struct RecordingTests {
    private let folder: String
    private let archive: RecordingFolder

    init() throws {
        folder = FileManager.default.temporaryDirectory.path + "/apus-recordings-\(UUID().uuidString)"
        archive = try RecordingFolder(folder)
    }

    private func beginning(_ id: UUID = UUID(), input: Bool = false, required: Bool = true) -> RecordingBeginning {
        RecordingBeginning(
            id: id, size: .usual, title: "ssh web1", started: Date(timeIntervalSince1970: 1_800_000_000),
            extras: ["vm_name": "web1"], keepsInput: input, isRequired: required)
    }

    /// The events of a file.
    private func events(_ id: UUID) async throws -> [AsciicastEvent] {
        var reader = AsciicastReader()
        var events: [AsciicastEvent] = []
        for try await piece in archive.read(id, from: 0, length: .max) { try reader.read(piece) { events.append($0) } }
        #expect(reader.header != nil)
        #expect(reader.faults == 0)
        return events
    }

    private func text(_ events: [AsciicastEvent], _ kind: AsciicastEvent.Kind = .output) -> String {
        String(decoding: events.filter { $0.kind == kind }.flatMap(\.data), as: UTF8.self)
    }

    @Test func `what passed is in a file that is nobody else's`() async throws {
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let (id, ended) = (UUID(), Heard())
        let recorder = try await archive.begin(beginning(id)) { report in
            ended.take(report)
        }
        try recorder.output(Array("hello €".utf8).dropLast())
        try recorder.input(Array("secret".utf8))
        try recorder.resized(to: TerminalSize(columns: 100, rows: 30))
        try recorder.output([0xAC] + Array("\r\n".utf8))
        await recorder.end()
        let events = try await events(id)
        #expect(text(events) == "hello €\r\n")
        #expect(!events.contains { $0.kind == .input }, "input is not kept unless it is asked for")
        #expect(events.contains { $0.kind == .resize(columns: 100, rows: 30) })
        let attributes = try FileManager.default.attributesOfItem(atPath: archive.path(of: id))
        #expect(attributes[.posixPermissions] as? Int == 0o600)
        let size = try await archive.size(of: id)
        #expect(ended.facts?.bytes == size && ended.fault == nil)
        try await archive.remove(id)
        try await archive.remove(id)
        await #expect(throws: Problem.self) { try await archive.size(of: id) }
    }

    @Test func `a recording that grows beyond its limit ends its terminal, and what is there is whole`() async throws {
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let (id, ended) = (UUID(), Heard())
        var wanted = beginning(id)
        wanted.limit = 100_000
        let recorder = try await archive.begin(wanted) { report in
            ended.take(report)
        }
        let code = Mutex<String?>(nil)
        let isRefused = await eventually {
            do { try recorder.output(Array(repeating: 0x61, count: 10_000)) } catch {
                code.withLock { $0 = (error as? Problem)?.code ?? "another error" }
                return true
            }
            return false
        }
        #expect(isRefused && code.withLock { $0 } == "store-full")
        await recorder.end()
        #expect(ended.fault != nil)
        #expect(try await !events(id).isEmpty)
    }

    @Test func `input is kept where it is asked for`() async throws {
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let id = UUID()
        let recorder = try await archive.begin(beginning(id, input: true)) { _ in }
        #expect(recorder.keepsInput)
        try recorder.input(Array("ls\r".utf8))
        await recorder.end()
        #expect(text(try await events(id), .input) == "ls\r")
    }

    @Test func `a flood is held up, and nothing of it is lost`() async throws {
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let id = UUID()
        let recorder = try await archive.begin(beginning(id)) { _ in }
        let piece = Array(repeating: UInt8(ascii: "x"), count: 65_536)
        for _ in 0..<400 {
            if recorder.isBusy { await withCheckedContinuation { go in recorder.whenReady { go.resume() } } }
            try recorder.output(piece)
        }
        await recorder.end()
        #expect(try await events(id).reduce(0) { $0 + $1.data.count } == 400 * 65_536)
    }

    @Test(arguments: [true, false])
    func `a full disk ends the terminal only where recordings must be, and leaves whole lines`(_ required: Bool)
        async throws
    {
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let (id, heard) = (UUID(), Heard())
        // The first 1000 bytes find room.
        let file = try RecordingFile(path: archive.path(of: id)) { descriptor, bytes in
            let room = 1000 - Int(lseek(descriptor, 0, SEEK_END))
            guard room > 0 else {
                errno = ENOSPC
                return -1
            }
            return write(descriptor, bytes.baseAddress, min(bytes.count, room))
        }
        let queue = DispatchQueue(label: "test")
        let recorder = try RecordingWriter(beginning(id, required: required), file, queue) { report in
            heard.take(report)
        }
        for number in 0..<200 { try? recorder.output(Array("line \(number)\r\n".utf8)) }
        // What comes while some is written is put into the queue behind the first turn.
        for _ in 0..<2 { await withCheckedContinuation { turn in queue.async { turn.resume() } } }
        let more = Array("more\r\n".utf8)
        if required {
            let problem = #expect(throws: Problem.self) { try recorder.output(more) }
            #expect(problem?.code == ProblemCode.storeFull.rawValue)
        } else {
            try recorder.output(more)
        }
        await recorder.end()
        #expect(heard.fault?.contains("full") == true)
        let bytes = try #require(FileManager.default.contents(atPath: archive.path(of: id)))
        #expect(bytes.count <= 1000)
        #expect(bytes.last == 0x0A)
        #expect(text(try await events(id)).hasPrefix("line 0\r\n"))
    }

    @Test func `a folder that cannot be written refuses the terminal`() async throws {
        try FileManager.default.removeItem(atPath: folder)
        await #expect(throws: Problem.self) { try await archive.begin(beginning()) { _ in } }
    }

    /// A child process records and is killed while it does.
    @Test func `a server that is killed leaves every line whole to the last`() async throws {
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let id = UUID()
        setenv("APUS_TEST_RECORDING", "\(folder) \(id.uuidString)", 1)
        await #expect(processExitsWith: .signal(SIGKILL)) {
            let words = (ProcessInfo.processInfo.environment["APUS_TEST_RECORDING"] ?? "").split(separator: " ")
            let archive = try RecordingFolder(String(words[0]))
            let id = try #require(UUID(uuidString: String(words[1])))
            let recorder = try await archive.begin(
                RecordingBeginning(id: id, size: .usual, title: "t", started: Date())
            ) { _ in }
            let killer = Thread {
                var file = stat()
                repeat { usleep(500) } while stat(archive.path(of: id), &file) != 0 || file.st_size < 4 << 20
                kill(getpid(), SIGKILL)
            }
            killer.start()
            let piece = Array(repeating: UInt8(0x1B), count: 50_000)
            while true {
                if recorder.isBusy { await withCheckedContinuation { go in recorder.whenReady { go.resume() } } }
                try recorder.output(piece)
            }
        }
        let before = try await archive.size(of: id)
        let facts = try #require(try await archive.settle(id))
        #expect(facts.bytes > 3 << 20)
        #expect(facts.bytes <= before)
        #expect(try await archive.size(of: id) == facts.bytes)
        let events = try await events(id)
        #expect(events.allSatisfy { $0.data.allSatisfy { $0 == 0x1B } })
        #expect(abs(facts.duration - Double(events.last?.time ?? -1) / 1_000_000) < 0.001)
    }

    @Test func `an unfinished last line is taken off`() async throws {
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let id = UUID()
        let whole = "{\"version\": 2, \"width\": 80, \"height\": 24}\n[1.5, \"o\", \"a\"]\n"
        try Data((whole + "[2.0, \"o\", \"b").utf8).write(to: URL(fileURLWithPath: archive.path(of: id)))
        #expect(try await archive.settle(id) == RecordingFacts(bytes: Int64(whole.utf8.count), duration: 1.5))
        #expect(try await archive.settle(UUID()) == nil)
    }

    @Test func `a text is found across recordings, until the limit`() async throws {
        defer { try? FileManager.default.removeItem(atPath: folder) }
        var ids: [UUID] = []
        for number in 0..<3 {
            let id = UUID()
            let recorder = try await archive.begin(beginning(id)) { _ in }
            try recorder.output(Array("boot \(number)\r\n\u{1B}[31mPan".utf8))
            try recorder.output(Array("ic\u{1B}[0m in \(number)\r\n".utf8))
            await recorder.end()
            ids.append(id)
        }
        let all = try await archive.search(ids, for: "panic", limit: 10, within: .seconds(10))
        #expect(all.items.map(\.line) == ["Panic in 0", "Panic in 1", "Panic in 2"])
        #expect(all.items.map(\.recording) == ids)
        #expect(all.complete)
        let some = try await archive.search(ids, for: "panic", limit: 2, within: .seconds(10))
        #expect(some.items.count == 2)
        #expect(!some.complete)
        #expect(try await archive.search([UUID()], for: "x", limit: 2, within: .seconds(1)).items.isEmpty)
    }

    @Test func `any part of a file can be read`() async throws {
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let id = UUID()
        let bytes = (0..<600_000).map { UInt8(truncatingIfNeeded: $0 % 251) }
        try Data(bytes).write(to: URL(fileURLWithPath: archive.path(of: id)))
        var read: [UInt8] = []
        for try await piece in archive.read(id, from: 1000, length: 500_000) { read += piece }
        #expect(read == Array(bytes[1000..<501_000]))
    }
}

/// How a recording ended.
private final class Heard: Sendable {
    private let last = Mutex<(RecordingFacts?, String?)>((nil, nil))
    var facts: RecordingFacts? { last.withLock { $0.0 } }
    var fault: String? { last.withLock { $0.1 } }

    func take(_ report: RecordingReport) {
        if case .ended(let facts, let fault) = report { last.withLock { $0 = (facts, fault) } }
    }
}
