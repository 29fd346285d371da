import ApusClient
import ApusModel
import Foundation
import Testing

/// Begins a change, kills the daemon in its middle, starts it again and follows the change to its end.
struct DaemonDeath {
    let site: Site
    let client: Client

    private var host: Libvirtd { site.host }

    /// Dies when a file has appeared in the folder.
    func inCopy(
        to folder: String, _ begin: () async throws -> ApusModel.Operation
    ) async throws -> ApusModel.Operation {
        try await during(begin) { _ in try !FileManager.default.contentsOfDirectory(atPath: folder).isEmpty }
    }

    /// Dies while libvirtd waits for a QEMU that does nothing, which then goes on with what it was told.
    func inJob(
        of vm: String, step: String, _ begin: () async throws -> ApusModel.Operation
    ) async throws -> ApusModel.Operation {
        let guest = try #require(try host.process(of: vm))
        kill(guest, SIGSTOP)
        defer { kill(guest, SIGCONT) }
        return try await during(begin, then: { kill(guest, SIGCONT) }) { now in
            guard now.progress.step.hasPrefix(step) else { return false }
            return try await host.virsh("domcontrol", vm) != "ok"
        }
    }

    /// Dies while the operation says that it waits for something.
    func whenWaiting(
        _ words: String, _ begin: () async throws -> ApusModel.Operation
    ) async throws -> ApusModel.Operation {
        try await during(begin) { $0.progress.step.hasPrefix(words) }
    }

    private func during(
        _ begin: () async throws -> ApusModel.Operation, then: () -> Void = {},
        _ isMiddle: (ApusModel.Operation) async throws -> Bool
    ) async throws -> ApusModel.Operation {
        let accepted = try await begin()
        try await eventually("\(accepted.kind) is in its middle", within: .seconds(20), every: .milliseconds(5)) {
            let now = try await client.operation(accepted.id.uuidString)
            if now.state.isSettled { throw ToolFailure(description: "it ended before: \(now)") }
            return try await isMiddle(now) ? true : nil
        }
        try host.signal(SIGKILL)
        then()
        try await eventually("it is noticed", within: .seconds(15)) {
            try await client.show(.hosts, Site.provider, as: Host.self).state == .unreachable
        }
        try await host.startAgain()
        try await client.awaitHost(Site.provider, within: .seconds(30))
        return try await client.settled(accepted, within: .seconds(60))
    }
}

extension DaemonDeath {
    /// The disk is in one place only, named by both definitions, and no job of it is left.
    func expectWhole(_ vm: String, _ disk: String, _ folder: String, isMoved: Bool) async throws {
        let path = (isMoved ? folder : site.poolFolder) + "/" + disk
        for isLive in [true, false] { #expect(try await site.disks(vm, live: isLive)["vda"] == path) }
        #expect(!(try await host.virsh("dumpxml", vm).contains("<mirror")))
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == (isMoved ? [disk] : []))
        #expect(FileManager.default.fileExists(atPath: path))
        #expect(try await client.vm(vm).state == .running)
    }
}

/// A web server of images: of one that ends, or of one that comes to no end, two MiB at once and the rest drop by drop.
struct SlowWeb: Sendable {
    let port: Int

    var url: String { "http://127.0.0.1:\(port)/slow.raw" }
    var settings: [String] {
        ["images.allowHTTP=true", "images.ports=\(port)", "images.allowedNetworks=127.0.0.0/8"]
    }

    private static let program = """
        import http.server, sys, time
        class Slow(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                self.send_response(200)
                size = int(sys.argv[1])
                self.send_header('Content-Length', str(size or 64 << 20))
                self.end_headers()
                if size:
                    return self.wfile.write(bytes(size))
                self.wfile.write(bytes(2 << 20))
                while True:
                    time.sleep(0.1)
                    self.wfile.write(bytes(1024))
        server = http.server.ThreadingHTTPServer(('127.0.0.1', 0), Slow)
        print('port', server.server_port, flush=True)
        server.serve_forever()
        """

    /// - Parameter size: bytes of the image that ends; 0 for the other.
    static func with(endsAfter size: Int = 0, _ body: (SlowWeb) async throws -> Void) async throws {
        let log = try Ground.shared.get().folder + "/web-" + UUID().uuidString
        let output = open(log, O_WRONLY | O_CREAT | O_CLOEXEC, 0o600)
        let child = try ChildProcess(
            "/usr/bin/python3", ["-u", "-c", program, "\(size)"], files: (output, output, output))
        close(output)
        defer { child.signal(SIGKILL) }
        let port = try await eventually("the web server says its port", within: .seconds(20)) {
            let text = (try? String(contentsOfFile: log, encoding: .utf8)) ?? ""
            return text.firstMatch(of: /port ([0-9]+)/).flatMap { Int($0.1) }
        }
        try await body(SlowWeb(port: port))
    }
}
