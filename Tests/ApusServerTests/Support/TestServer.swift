import ApusCore
import ApusModel
import ApusServer
import ApusStore
import ApusTesting
import Foundation
import Logging
import Synchronization

@testable import ApusServer

/// The real server on a real socket, over a real store, with hosts made of values.
final class TestServer: Sendable {
    let port: Int
    let core: ControlPlane
    let feed: Feed
    let server: Server
    let host: FakeHost
    let log: LogLines
    let shells = FakeShells()
    private let tasks: [Task<Void, Never>]

    static let tokens: [Role: String] = [
        .viewer: "apus_viewer", .user: "apus_user", .operator: "apus_operator", .administrator: "apus_administrator",
    ]

    /// Starts a server, lets the test work with it, and ends it.
    static func run(
        limits: ConnectionLimits = ConnectionLimits(), maxBody: Int = 65_536, docs: String? = nil,
        hosts: [FakeHost]? = nil, access: Access = Access(),
        _ body: (TestServer) async throws -> Void
    ) async throws {
        let folder = FileManager.default.temporaryDirectory.path + "/apus-server-\(UUID().uuidString)"
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let host = FakeHost()
        host.place(image: "/images/tiny.qcow2", .qcow2())
        let server = try await TestServer(folder, limits, maxBody, docs, host, access)
        do {
            try await server.settle()
            try await body(server)
        } catch {
            await server.stop()
            throw error
        }
        await server.stop()
    }

    private init(
        _ folder: String, _ limits: ConnectionLimits, _ maxBody: Int, _ docs: String?, _ host: FakeHost,
        _ access: Access
    ) async throws {
        let log = LogLines()
        let logger = Logger(label: "test") { _ in log }
        let store = try Store(folder: folder)
        let core = ControlPlane(
            store: store, drivers: [FakeProvider([host])],
            settings: .init(imageDirectories: ["/images"]),
            ports: Ports(recordings: try RecordingFolder(folder + "/recordings"), terminals: shells),
            logger: logger)
        try await core.load()
        let feed = Feed(estate: core.estate, epoch: "epoch1")
        let tokens = Self.tokens.map { role, secret in
            StoredToken(id: UUID(), name: role.rawValue, hash: Gate.hash(secret), role: role, createdAt: Date())
        }
        let server = Server(
            core: core, feed: feed, gate: access.gate(tokens, store),
            settings: .init(
                address: "127.0.0.1", port: 0, maxBody: maxBody, openMetrics: false, docsFolder: docs, limits: limits,
                pageFolders: access.pageFolders, prefix: access.prefix),
            logger: logger)
        let (ports, ready) = AsyncStream.makeStream(of: Int.self)
        let application = server.application { ready.yield($0) }
        let serving = Task {
            do { try await application.run() } catch { log.add("run: \(error)") }
            ready.finish()
        }
        let following = Task { await feed.run() }
        await core.start()
        var iterator = ports.makeAsyncIterator()
        guard let port = await iterator.next() else { throw RawConnection.Failure(words: "no port: \(log.text)") }
        (self.port, self.core, self.feed, self.server, self.host, self.log) = (port, core, feed, server, host, log)
        tasks = [serving, following]
    }

    /// Adds the host, an image and an instance type, and waits until the host has answered.
    private func settle() async throws {
        _ = try await core.providers.add(CreateProvider(name: "node-1", address: "fake://\(host.name)"))
        let isUp = await eventually { [estate = core.estate] in
            estate.hosts.rows().first?.state == .up && estate.networks.count > 0
        }
        guard isUp else { throw RawConnection.Failure(words: "the fake host did not answer") }
        _ = try await core.images.add(CreateImage(name: "tiny", path: "/images/tiny.qcow2")) { [core] in
            try await core.providers.drivers(for: $0)
        }
        _ = try await core.instanceTypes.add(CreateInstanceType(name: "small", cpus: 1, memory: 256 << 20))
    }

    private func stop() async {
        feed.stop()
        await core.stop()
        tasks.forEach { $0.cancel() }
        for task in tasks { await task.value }
    }
}

/// All that was logged.
final class LogLines: LogHandler {
    private let lines = Mutex<[String]>([])
    var logLevel: Logger.Level {
        get { .trace }
        set {}
    }
    var metadata: Logger.Metadata {
        get { [:] }
        set {}
    }
    subscript(metadataKey _: String) -> Logger.Metadata.Value? {
        get { nil }
        set {}
    }

    func log(event: LogEvent) { add("\(event.level) \(event.message) \(event.metadata ?? [:])") }
    func add(_ line: String) { lines.withLock { $0.append(line) } }
    var text: String { lines.withLock { $0.joined(separator: "\n") } }
}
