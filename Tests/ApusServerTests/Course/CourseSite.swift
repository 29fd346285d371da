import ApusCore
import ApusModel
import ApusStore
import ApusTesting
import Foundation
import Logging
import Testing

@testable import ApusServer

/// The course API on a real socket, over a real store in a folder that outlives the server, with hosts made of values.
struct CourseSite: Sendable {
    let port: Int
    let core: ControlPlane
    /// What the setup could not use.
    let reports: [String]

    static let token = "apus_operator"
    static let flavors = """
        {"types": [{"tid": 1, "cpu": 1, "ram": 512, "disk": 1}, {"tid": 2, "cpu": 2, "ram": 1024, "disk": 2}]}
        """

    /// Two hosts that have an image and a pool.
    static func hosts() -> [FakeHost] {
        ["node1", "node2"].map { name in
            let host = FakeHost(name)
            host.place(image: "/images/Ubuntu-12.04-amd64.img", .qcow2())
            host.place(volume: "apus/base.qcow2", "1073741824 bytes")
            return host
        }
    }

    static func files(
        hosts: String = "fake://node1\nfake://node2\n", images: String = "/images/Ubuntu-12.04-amd64.img\n",
        flavors: String = flavors
    ) -> CourseFiles {
        CourseFiles(
            hosts: hosts, images: images, flavors: flavors,
            names: .init(hosts: "pms", images: "images", flavors: "flavors"))
    }

    /// Runs a server in a folder of its own.
    static func with(_ body: (CourseSite, [FakeHost]) async throws -> Void) async throws {
        let hosts = hosts()
        try await inFolder { folder in
            try await run(hosts, folder) { try await body($0, hosts) }
        }
    }

    static func inFolder(_ body: (String) async throws -> Void) async throws {
        let folder = FileManager.default.temporaryDirectory.path + "/apus-course-\(UUID().uuidString)"
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try await body(folder)
    }

    /// - Parameter files: nil starts a server that was set up before.
    static func run(
        _ hosts: [FakeHost], _ folder: String, files: CourseFiles? = files(), listen: String = "127.0.0.1",
        isOpen: Bool = false, _ body: (CourseSite) async throws -> Void
    ) async throws {
        let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        let core = ControlPlane(
            store: try store(in: folder), drivers: [FakeProvider(hosts)],
            settings: .init(imageDirectories: ["/images"]), logger: logger)
        try await core.load()
        await core.start()
        let reports = try await setUp(core, files)
        let token = StoredToken(
            id: UUID(), name: "operator", hash: Gate.hash(token), role: .operator, createdAt: Date())
        guard let listener = Listener("\(listen):0") else { throw RawConnection.Failure(words: "no listener") }
        let server = CourseServer(
            core: core, gate: Gate([token]), settings: .init(listener: listener, isOpen: isOpen), logger: logger)
        let (ports, ready) = AsyncStream.makeStream(of: Int.self)
        let application = server.application { ready.yield($0) }
        let serving = Task {
            try? await application.run()
            ready.finish()
        }
        var iterator = ports.makeAsyncIterator()
        let port = await iterator.next() ?? 0
        let failure: (any Error)?
        do {
            try await body(CourseSite(port: port, core: core, reports: reports))
            failure = nil
        } catch { failure = error }
        await core.stop()
        serving.cancel()
        await serving.value
        if let failure { throw failure }
    }

    /// What the servers before kept in this folder, in a folder of its own: within one process a store is never let go.
    private static func store(in folder: String) throws -> Store {
        let files = FileManager.default
        try files.createDirectory(atPath: folder, withIntermediateDirectories: true)
        let number = try files.contentsOfDirectory(atPath: folder).count
        let (before, now) = ("\(folder)/\(number)", "\(folder)/\(number + 1)")
        if number > 0 { try files.copyItem(atPath: before, toPath: now) }
        return try Store(folder: now)
    }

    private static func setUp(_ core: ControlPlane, _ files: CourseFiles?) async throws -> [String] {
        guard let files else {
            _ = await eventually { core.estate.hosts.rows().allSatisfy { $0.state == .up } }
            return []
        }
        let (lines, line) = AsyncStream.makeStream(of: String.self)
        var setup = CourseSetup(core: core, files: files) { line.yield($0) }
        setup.hope = .milliseconds(200)
        setup.fetch = { source, body in
            guard source.hasSuffix("Fedora-17.img") else { throw Problem(.notFound, "no such file") }
            let bytes = [UInt8](ImageFacts.qcow2().header)
            return try await body(FetchedContent(length: Int64(bytes.count), bytes: Pieces(of: bytes)))
        }
        try await setup.apply()
        line.finish()
        return await lines.reduce(into: []) { $0.append($1) }
    }

    /// The body of an answer, which must have status 200 and be JSON.
    func ask(_ target: String, method: String = "GET", headers: [String: String] = [:]) async throws -> String {
        let client = try HTTPClient(port: port)
        let fields = ["Host": "127.0.0.1:\(port)"].merging(headers) { $1 }.map { "\($0): \($1)\r\n" }.joined()
        await client.connection.send("\(method) \(target) HTTP/1.1\r\n\(fields)\r\n")
        guard let answer = await client.answer() else { throw RawConnection.Failure(words: "\(target): no answer") }
        guard answer.status == 200, answer["Content-Type"] == "application/json", answer.json != nil else {
            throw RawConnection.Failure(
                words: "\(target): \(answer.status) \(answer["Content-Type"] ?? "") \(answer.text)")
        }
        return answer.text
    }

    func create(_ name: String, type: Int = 1) async throws -> String {
        try await ask("/vm/create?name=\(name)&instance_type=\(type)&image_id=1")
    }

    func expect(
        _ target: String, method: String = "GET", headers: [String: String] = [:], is answer: String,
        at place: SourceLocation = #_sourceLocation
    ) async throws {
        let found = try await ask(target, method: method, headers: headers)
        #expect(found == answer, "\(target)", sourceLocation: place)
    }

    func expectCreated(
        _ name: String, type: Int = 1, is answer: String, at place: SourceLocation = #_sourceLocation
    ) async throws {
        let found = try await create(name, type: type)
        #expect(found == answer, "\(name)", sourceLocation: place)
    }
}
