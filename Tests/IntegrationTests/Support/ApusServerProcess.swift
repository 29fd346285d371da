import ApusClient
import ApusModel
import Foundation

/// A real `apusd` on a data folder of its own. It can be killed and started again on the same folder and port.
actor ApusServerProcess {
    nonisolated let folder: String
    private let settings: [String]
    /// What the server sees beside our own environment.
    private let environment: [String: String]
    /// A program with its arguments that makes room for the server and becomes it; empty for none.
    private let wrapper: [String]
    private var process: ChildProcess?
    private(set) var port = 0

    nonisolated var data: String { folder + "/data" }
    nonisolated var token: String { data + "/token" }
    nonisolated var log: String { folder + "/log" }

    private init(folder: String, settings: [String], environment: [String: String], wrapper: [String]) {
        self.folder = folder
        self.settings = settings
        self.environment = environment
        self.wrapper = wrapper
    }

    /// Lends a server, not yet started, which is ended afterwards whatever happens.
    static func with<Value: Sendable>(
        _ settings: [String] = [], environment: [String: String] = [:], wrapper: [String] = [],
        _ body: (ApusServerProcess) async throws -> Value
    ) async throws -> Value {
        let folder = try Ground.shared.get().folder + "/" + UUID().uuidString.prefix(8).lowercased()
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        let server = ApusServerProcess(
            folder: folder, settings: settings, environment: environment, wrapper: wrapper)
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
            guard isRunning else { throw ToolFailure(description: "apusd has ended: \(logTail)") }
            return try await HTTP.get(url("/readyz")).status == 200
        }
    }

    /// Kills it at once, as a crash would.
    func kill() async {
        process?.signal(SIGKILL)
        _ = try? await end(within: .seconds(10))
    }

    /// Asks it to end and gives its exit code.
    var number: pid_t? { process?.number }

    /// Limits what the running process may use, as `prlimit` does.
    func limit(openFiles: Int) async throws {
        guard let number = process?.number else { throw ToolFailure(description: "apusd was not started") }
        try await Tool.output("/usr/bin/prlimit", ["--pid", "\(number)", "--nofile=\(openFiles):"])
    }

    func terminate() async throws -> Int32 {
        process?.signal(SIGTERM)
        return try await end(within: .seconds(30))
    }

    /// Waits for its end and gives its exit code, or the signal that killed it.
    func end(within limit: Duration) async throws -> Int32 {
        guard let process else { throw ToolFailure(description: "apusd was not started") }
        let status = try await eventually("apusd ends", within: limit, every: .milliseconds(5)) { process.end }
        try Ground.shared.get().forget(server: process.number)
        return status
    }

    /// The most memory it has had, in bytes (proc(5), VmHWM).
    func peakMemory() throws -> Int {
        guard let process else { return 0 }
        let text = try String(contentsOfFile: "/proc/\(process.number)/status", encoding: .utf8)
        return (text.firstMatch(of: /VmHWM:\s+([0-9]+) kB/).flatMap { Int($0.1) } ?? 0) << 10
    }

    var isRunning: Bool { process.map { $0.end == nil } ?? false }
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
        let output = open(log, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o600)
        let null = open("/dev/null", O_RDONLY | O_CLOEXEC)
        defer {
            close(output)
            close(null)
        }
        var environment = ProcessInfo.processInfo.environment
        environment.merge(self.environment) { $1 }
        environment["APUS_FAILPOINTS"] = failpoints
        let command = wrapper + [Places.apusd] + arguments + ["--port", String(port)]
        let process = try ChildProcess(
            command[0], Array(command.dropFirst()), environment: environment, files: (null, output, output))
        try Ground.shared.get().note(server: process.number)
        self.process = process
    }

    private func portInLog(after begin: Int) -> Int? {
        guard let text = try? Data(contentsOf: URL(filePath: log)).dropFirst(begin) else { return nil }
        let line = String(decoding: text, as: UTF8.self).firstMatch(of: /listens on http:\/\/[^:]+:([0-9]+)/)
        return line.flatMap { Int($0.1) }
    }
}
