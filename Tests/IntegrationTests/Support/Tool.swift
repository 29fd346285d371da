import Foundation

/// How a program ended and all that it wrote.
struct ToolResult: Sendable {
    var status: Int32
    var output: String
    var complaint: String

    /// The output's lines that are not empty.
    var lines: [String] { output.split(separator: "\n").map(String.init) }
}

/// A program that failed, or took too long.
struct ToolFailure: Error, CustomStringConvertible {
    var description: String
}

enum Tool {
    /// Runs a program to its end; it is killed when its time is over.
    static func run(
        _ program: String, _ arguments: [String], environment: [String: String]? = nil, input: String? = nil,
        within limit: Duration = .seconds(60)
    ) async throws -> ToolResult {
        let process = Process()
        process.executableURL = URL(filePath: program)
        process.arguments = arguments
        if let environment { process.environment = environment }
        let (output, complaint, given) = (Scratch(), Scratch(), Scratch())
        process.standardOutput = output.handle
        process.standardError = complaint.handle
        if let input { given.write(input) }
        process.standardInput = input == nil ? FileHandle.nullDevice : given.handle
        try await finish(process, within: limit)
        return ToolResult(status: process.terminationStatus, output: output.text, complaint: complaint.text)
    }

    /// What the program printed.
    /// - Throws: ``ToolFailure`` with its complaint when it fails.
    @discardableResult
    static func output(
        _ program: String, _ arguments: [String], input: String? = nil, within limit: Duration = .seconds(60)
    ) async throws -> String {
        let result = try await run(program, arguments, input: input, within: limit)
        guard result.status == 0 else {
            throw ToolFailure(description: "\(program) \(arguments) ended with \(result.status): \(result.complaint)")
        }
        return result.output.trimmingCharacters(in: .whitespacesAndNewlines)
    }

    private static func finish(_ process: Process, within limit: Duration) async throws {
        let limiter = Task {
            try await Task.sleep(for: limit)
            kill(process.processIdentifier, SIGKILL)
        }
        defer { limiter.cancel() }
        try await withCheckedThrowingContinuation { (continuation: CheckedContinuation<Void, any Error>) in
            process.terminationHandler = { _ in continuation.resume() }
            do { try process.run() } catch { continuation.resume(throwing: error) }
        }
    }
}

/// A file without a name. A daemon that a program leaves behind may hold it open without blocking us, as a pipe would.
private struct Scratch {
    let handle: FileHandle

    init() {
        let path = FileManager.default.temporaryDirectory.appending(path: "apus-scratch-\(UUID().uuidString)").path
        _ = FileManager.default.createFile(atPath: path, contents: nil)
        handle = FileHandle(forUpdatingAtPath: path) ?? .nullDevice
        unlink(path)
    }

    func write(_ text: String) {
        try? handle.write(contentsOf: Data(text.utf8))
        try? handle.seek(toOffset: 0)
    }

    var text: String {
        try? handle.seek(toOffset: 0)
        return String(decoding: (try? handle.readToEnd()) ?? Data(), as: UTF8.self)
    }
}
