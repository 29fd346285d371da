import ApusCore
import ApusModel
import Foundation
import Testing

@testable import ImageFetching

/// Copies by a program of the test's own in scp's place.
@Suite(.timeLimit(.minutes(1))) struct SecureCopyTests {
    @Test func `the bytes are handed over, can be read twice, and nothing stays`() async throws {
        try await with(#"printf '%s\n' "$@" >"$folder/arguments"; printf 'the bytes' >"${@: -1}""#) { copy, folder in
            let source = "ada@10.0.0.1:/images/a b.img"
            let read = try await copy.fetch(source) { content in
                let texts = [try await Self.text(of: content.bytes), try await Self.text(of: content.bytes)]
                return texts + ["\(content.length ?? 0)"]
            }
            #expect(read == ["the bytes", "the bytes", "9"])
            let arguments = try String(contentsOfFile: folder + "/arguments", encoding: .utf8).split(separator: "\n")
            #expect(arguments.contains("BatchMode=yes") && arguments.dropLast().suffix(2) == ["--", source[...]])
            #expect(try FileManager.default.contentsOfDirectory(atPath: folder + "/fetched") == [])
        }
    }

    @Test func `scp's last words are told, without what a terminal would obey`() async throws {
        try await with(
            #"printf 'banner\nHost key \033[31mverification failed.\nscp: Connection closed\n' >&2; exit 255"#
        ) { copy, _ in
            let problem = await #expect(throws: Problem.self) { try await copy.fetch("ada@10.0.0.1:/a/b") { _ in } }
            #expect(problem?.detail == "ada@10.0.0.1:/a/b was not copied: Host key [31mverification failed.")
        }
    }

    @Test func `a file over the limit is ended by the system, and a program over its time by us`() async throws {
        try await with(#"head -c 5000 /dev/zero >"${@: -1}""#) { copy, folder async throws in
            let problem = await #expect(throws: Problem.self) { try await copy.fetch("a@b:/a/b") { _ in } }
            #expect(problem?.detail.contains("more than 4096 bytes") == true)
            #expect(try FileManager.default.contentsOfDirectory(atPath: folder + "/fetched") == [])
        }
        try await with("exec sleep 30", limit: .milliseconds(300)) { copy, _ in
            let problem = await #expect(throws: Problem.self) { try await copy.fetch("a@b:/a/b") { _ in } }
            #expect(problem?.detail.contains("did not answer within") == true)
        }
    }

    private static func text(of bytes: ByteSequence) async throws -> String {
        var all: [UInt8] = []
        for try await piece in bytes { all += piece }
        return String(decoding: all, as: UTF8.self)
    }

    private func with(
        _ script: String, limit: Duration = .seconds(20), _ body: (SecureCopy, String) async throws -> Void
    ) async throws {
        // The process is a server, which ignores it.
        signal(SIGPIPE, SIG_IGN)
        let folder = NSTemporaryDirectory() + "apus-scp-\(UUID().uuidString)"
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        try "#!/bin/bash\nfolder=\(folder)\n\(script)\n".write(
            toFile: folder + "/scp", atomically: true, encoding: .utf8)
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: folder + "/scp")
        let copy = SecureCopy(
            folder: folder + "/fetched", limit: limit, sizeLimit: 4096, programs: [folder, "/usr/bin", "/bin"])
        try await body(copy, folder)
    }
}
