import ApusCore
import ApusModel
import Foundation
import Testing

@testable import ApusServer
@testable import Schema

/// Every body of every route, from its own schema.
@Suite(.timeLimit(.minutes(5))) struct BodyFuzzTests {
    @Test func `every field of every body refuses other types, by its pointer`() async throws {
        try await TestServer.run(maxBody: 1 << 20) { server in
            var count = 0
            for route in server.server.routes(HTTPMetrics()) {
                guard let schema = route.body?.schema else { continue }
                let path = Self.path(of: route)
                for wrong in BodyMaker.confusions(of: schema) {
                    let answer = try await server.ask(route.method.rawValue, path, json: wrong.body.text())
                    let shown = "\(route.method.rawValue) \(path) \(wrong.pointer) \(wrong.body.text().prefix(200))"
                    #expect(answer.status == 422, "\(shown)\n\(answer.text.prefix(500))")
                    let isNamed = answer.faults.keys.contains {
                        $0 == wrong.pointer || $0.hasPrefix(wrong.pointer + "/")
                    }
                    #expect(isNamed, "\(shown)\n\(answer.text.prefix(500))")
                    #expect(answer.body.count < 20_000)
                    count += 1
                }
            }
            #expect(count > 1000)
        }
    }

    @Test func `bodies that are nearly right never meet a bug, and are refused by pointer`() async throws {
        try await TestServer.run { server in
            try await server.makeVM("web", start: false)
            let routes = server.server.routes(HTTPMetrics()).filter { $0.body != nil }
            var maker = BodyMaker(random: SplitMix(state: 20_261_122))
            for _ in 0..<60 {
                for route in routes {
                    guard let schema = route.body?.schema else { continue }
                    var body = maker.likely(schema)
                    if maker.random.below(3) > 0 { body = maker.spoiled(body) }
                    let path = Self.path(of: route)
                    let answer = try await server.ask(route.method.rawValue, path, json: body.text())
                    let shown = "\(route.method.rawValue) \(path) \(body.text().prefix(1500))"
                    check(answer, shown)
                    // What a body names and is not there is a fault of the body, not of the path.
                    #expect(answer.status != 404 || route.path.contains("{"), "\(shown)\n\(answer.text)")
                }
            }
            #expect(!server.log.text.contains("A request failed unexpectedly"), "\(server.log.text.prefix(2000))")
        }
    }

    private func check(_ answer: Answer, _ request: String) {
        guard answer.status >= 400 else { return }
        #expect(answer.status < 500 || FuzzTests.allowed.contains(answer.status), "\(request)\n\(answer.text)")
        #expect(answer["Content-Type"] == "application/problem+json", "\(request)")
        guard answer.status == 422 else { return }
        let faults = answer.problem?.errors ?? []
        #expect(!faults.isEmpty, "\(request)\n\(answer.text)")
        for fault in faults {
            #expect(fault.pointer.isEmpty || ["/", "?"].contains(fault.pointer.first), "\(request)\n\(answer.text)")
            #expect(!fault.code.isEmpty && !fault.message.isEmpty, "\(request)\n\(answer.text)")
        }
    }

    /// Its template with the names of things that are there.
    /// - Parameter last: what stands for its last part instead.
    static func path(of route: Route, last: String? = nil) -> String {
        let nouns = ["vms": "web", "hosts": "node1", "networks": "default", "pools": "apus", "images": "tiny"]
        let noun = route.segments.dropFirst(2).first.map(String.init) ?? ""
        let parts = ["{target}": "vda", "{mac}": "52:54:00:00:00:01", "{name}": "a", "{address}": "0000:00:02.0"]
        var template = route.path
        if let last, let begin = template.lastIndex(of: "{"), let end = template.lastIndex(of: "}") {
            template.replaceSubrange(begin...end, with: last)
        }
        return parts.reduce(template.replacing("{ref}", with: nouns[noun] ?? "none")) { path, part in
            path.replacing(part.key, with: part.value)
        }
    }
}
