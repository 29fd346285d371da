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
        let (output, complaint, given) = (Scratch(), Scratch(), Scratch())
        given.write(input ?? "")
        let child = try ChildProcess(
            program, arguments, environment: environment,
            files: (given.descriptor, output.descriptor, complaint.descriptor))
        do {
            let status = try await eventually("\(program) ends", within: limit, every: .milliseconds(5)) { child.end }
            return ToolResult(status: status, output: output.text, complaint: complaint.text)
        } catch {
            child.signal(SIGKILL)
            throw error
        }
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

    var descriptor: Int32 { handle.fileDescriptor }

    func write(_ text: String) {
        try? handle.write(contentsOf: Data(text.utf8))
        try? handle.seek(toOffset: 0)
    }

    var text: String {
        try? handle.seek(toOffset: 0)
        return String(decoding: (try? handle.readToEnd()) ?? Data(), as: UTF8.self)
    }
}
