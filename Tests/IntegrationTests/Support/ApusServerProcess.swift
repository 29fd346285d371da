import ApusClient
import ApusModel
import Foundation

/// A real `apusd` on a data folder of its own. It can be killed and started again on the same folder and port.
actor ApusServerProcess {
    nonisolated let folder: String
    private let settings: [String]
    private var process: Process?
    private var ended: Task<Int32, Never>?
    private(set) var port = 0

    nonisolated var data: String { folder + "/data" }
    nonisolated var token: String { data + "/token" }
    nonisolated var log: String { folder + "/log" }

    private init(folder: String, settings: [String]) {
        self.folder = folder
        self.settings = settings
    }

    /// Lends a server, not yet started, which is ended afterwards whatever happens.
    static func with<Value: Sendable>(
        _ settings: [String] = [], _ body: (ApusServerProcess) async throws -> Value
    ) async throws -> Value {
        let folder = try Ground.shared.get().folder + "/" + UUID().uuidString.prefix(8).lowercased()
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        let server = ApusServerProcess(folder: folder, settings: settings)
        do {
            let value = try await body(server)
            await server.kill()
            return value
        } catch {
            await server.kill()
            throw error
        }
    }

    /// The arguments that make another server for the same data.
    nonisolated var arguments: [String] { ["--data", data] + settings.flatMap { ["--set", $0] } }

    /// Starts it and waits until it is ready.
    func start(failpoints: String = "") async throws {
        let begin = (try? Data(contentsOf: URL(filePath: log)))?.count ?? 0
        try launch(failpoints)
        if port == 0 {
            port = try await eventually("apusd says its port", within: .seconds(20)) { portInLog(after: begin) }
        }
        try await eventually("apusd is ready", within: .seconds(20)) {
            guard process?.isRunning == true else { throw ToolFailure(description: "apusd has ended: \(logTail)") }
            return try await HTTP.get(url("/readyz")).status == 200
        }
    }

    /// Kills it at once, as a crash would.
    func kill() async {
        guard let process, let ended else { return }
        Glibc.kill(process.processIdentifier, SIGKILL)
        _ = await ended.value
    }

    /// Asks it to end and gives its exit code.
    func terminate() async throws -> Int32 {
        guard let process else { throw ToolFailure(description: "apusd does not run") }
        Glibc.kill(process.processIdentifier, SIGTERM)
        return try await end(within: .seconds(30))
    }

    /// Waits for its end and gives its exit code, or the signal that killed it.
    func end(within limit: Duration) async throws -> Int32 {
        guard let process, let ended else { throw ToolFailure(description: "apusd does not run") }
        try await eventually("apusd ends", within: limit) { !process.isRunning }
        return await ended.value
    }

    var isRunning: Bool { process?.isRunning ?? false }
    var number: pid_t { process?.processIdentifier ?? 0 }
    func url(_ path: String) -> String { "http://127.0.0.1:\(port)\(path)" }

    /// Lends a client that has the server's token.
    nonisolated func use<Value: Sendable>(_ body: (Client) async throws -> Value) async throws -> Value {
        var settings = ClientSettings(
            address: try ServerAddress(await url("")), token: try AccessToken(file: token))
        settings.connectTimeout = .seconds(2)
        return try await Client.with(settings, body)
    }

    nonisolated var logText: String { (try? String(contentsOfFile: log, encoding: .utf8)) ?? "" }
    private var logTail: String { logText.split(separator: "\n").suffix(5).joined(separator: "\n") }

    private func launch(_ failpoints: String) throws {
        if !FileManager.default.fileExists(atPath: log) { try Data().write(to: URL(filePath: log)) }
        guard let output = FileHandle(forWritingAtPath: log) else { throw ToolFailure(description: "no log \(log)") }
        try output.seekToEnd()
        let process = Process()
        process.executableURL = URL(filePath: Places.apusd)
        process.arguments = arguments + ["--port", String(port)]
        var environment = ProcessInfo.processInfo.environment
        environment["APUS_FAILPOINTS"] = failpoints
        process.environment = environment
        process.standardOutput = output
        process.standardError = output
        process.standardInput = FileHandle.nullDevice
        let (stream, continuation) = AsyncStream.makeStream(of: Int32.self)
        process.terminationHandler = { continuation.yield($0.terminationStatus) }
        try process.run()
        let number = process.processIdentifier
        try Ground.shared.get().note(server: number)
        self.process = process
        ended = Task {
            var ends = stream.makeAsyncIterator()
            let status = await ends.next() ?? -1
            try? Ground.shared.get().forget(server: number)
            return status
        }
    }

    private func portInLog(after begin: Int) -> Int? {
        guard let text = try? Data(contentsOf: URL(filePath: log)).dropFirst(begin) else { return nil }
        let line = String(decoding: text, as: UTF8.self).firstMatch(of: /listens on http:\/\/[^:]+:([0-9]+)/)
        return line.flatMap { Int($0.1) }
    }
}
