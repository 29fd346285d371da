import ApusModel
import Foundation
import Testing

@testable import ApusServer

@Suite struct MetricsTests {
    @Test func `metrics are well-formed, with each series once and each family together`() async throws {
        try await TestServer.run { server in
            server.core.estate.machines.upsert(Rows.machines(5, on: server.host.id))
            var twin = try #require(server.core.estate.hosts.rows().first)
            (twin.id, twin.number, twin.name) = (UUID(), 99, "a\"b\\c\nd")
            var other = twin
            (other.id, other.number) = (UUID(), 100)
            server.core.estate.hosts.upsert([twin, other])
            for path in ["/api/v1/vms", "/api/v1/vms/vm-1", "/api/v1/vms/vm-2", "/nothing/1", "/nothing/2"] {
                _ = try await server.ask("GET", path)
            }
            _ = try await server.ask("PROPFIND", "/api/v1/vms")
            let answer = try await server.ask("GET", "/metrics", nil, as: .viewer)
            #expect(answer["Content-Type"] == "text/plain; version=0.0.4; charset=utf-8")
            #expect(ExpositionFormat.faults(in: answer.text) == [])
            #expect(
                answer.text.contains(
                    #"apus_http_requests_total{method="GET",route="/api/v1/vms/{ref}",code="200"} 2.0"#))
            #expect(answer.text.contains(#"apus_http_requests_total{method="GET",route="other",code="404"} 2.0"#))
            #expect(answer.text.contains(#"apus_http_requests_total{method="other",route="other",code="405"} 1.0"#))
            #expect(answer.text.contains(#"apus_vms{state="running"} 2.0"#))
            #expect(!answer.text.contains("vm-1") && !answer.text.contains("/nothing"))
        }
    }

    @Test func `the check of the format finds what is wrong`() {
        #expect(ExpositionFormat.faults(in: "# HELP a_total x\n# TYPE a_total counter\na_total 1\na_total 1\n") != [])
        #expect(ExpositionFormat.faults(in: "# HELP a x\n# TYPE a counter\na 1\n") != [])
        #expect(
            ExpositionFormat.faults(
                in: "# HELP a x\n# TYPE a gauge\na 1\n# HELP b x\n# TYPE b gauge\nb 1\na{x=\"1\"} 1\n") != [])
        #expect(ExpositionFormat.faults(in: "# HELP a x\n# TYPE a gauge\na 1") != [])
        #expect(ExpositionFormat.faults(in: "# HELP a x\n# TYPE a gauge\na{x=\"1} 1\n") != [])
        #expect(ExpositionFormat.faults(in: "# HELP a x\n# TYPE a gauge\na{x=\"1\\\"\"} 1\n") == [])
    }

    @Test(.enabled(if: FileManager.default.isExecutableFile(atPath: "/usr/bin/promtool"), "needs promtool"))
    func `promtool finds nothing`() async throws {
        try await TestServer.run { server in
            let text = try await server.ask("GET", "/metrics").text
            let (status, output) = try Command.run("/usr/bin/promtool", ["check", "metrics"], input: text)
            #expect(status == 0, "\(output)")
        }
    }
}

/// Prometheus' text format 0.0.4, as strictly as its parser and its lints, and what they do not report.
enum ExpositionFormat {
    static func faults(in text: String) -> [String] {
        var faults: [String] = []
        if !text.hasSuffix("\n") { faults.append("no line feed at the end") }
        var types: [String: String] = [:]
        var seen: Set<String> = []
        var closed: Set<String> = []
        var family = ""
        for line in text.split(separator: "\n").map(String.init) {
            if let match = line.wholeMatch(of: #/# (HELP|TYPE) ([a-z_]+) (.+)/#) {
                let name = String(match.2)
                if name != family, closed.contains(name) { faults.append("declared twice: \(name)") }
                if name != family { closed.insert(family) }
                family = name
                if match.1 == "TYPE" { types[name] = String(match.3) }
                continue
            }
            guard let match = line.wholeMatch(of: sample) else {
                faults.append("no sample: \(line)")
                continue
            }
            if !seen.insert(String(line.prefix(line.count - match.3.count))).inserted {
                faults.append("twice: \(line)")
            }
            if !belongs(String(match.1), to: family, types[family]) { faults.append("not of \(family): \(line)") }
        }
        for (name, type) in types where (type == "counter") != name.hasSuffix("_total") {
            faults.append("name: \(name)")
        }
        return faults
    }

    nonisolated(unsafe) private static let sample =
        #/([a-z_]+)(\{(?:[a-z_]+="(?:[^"\\\n]|\\["\\n])*",?)*\})? ([-+0-9.e]+|NaN|[-+]Inf)/#

    private static func belongs(_ name: String, to family: String, _ type: String?) -> Bool {
        type == "histogram"
            ? ["_bucket", "_sum", "_count"].contains { name == family + $0 } : type != nil && name == family
    }
}

/// Programs of the machine that check what we make.
enum Command {
    static func run(_ path: String, _ arguments: [String], input: String) throws -> (status: Int32, output: String) {
        let process = Process()
        let (standardInput, output) = (Pipe(), Pipe())
        process.executableURL = URL(fileURLWithPath: path)
        process.arguments = arguments
        process.standardInput = standardInput
        (process.standardOutput, process.standardError) = (output, output)
        try process.run()
        try standardInput.fileHandleForWriting.write(contentsOf: Data(input.utf8))
        try standardInput.fileHandleForWriting.close()
        let text = try output.fileHandleForReading.readToEnd() ?? Data()
        process.waitUntilExit()
        return (process.terminationStatus, String(decoding: text, as: UTF8.self))
    }
}
