import ApusCore
import ApusModel
import Foundation
import Testing

@testable import ApusServer

@Suite struct FuzzTests {
    /// The statuses of 500 and above that a request may earn: silent or refusing hosts, and hosts that are full.
    static let allowed = [502, 503, 504, 507]

    @Test func `three thousand odd requests never meet a bug`() async throws {
        try await TestServer.run { server in
            server.core.estate.machines.upsert(Rows.machines(20, on: server.host.id))
            var maker = RequestMaker(routes: server.server.routes(HTTPMetrics()).filter { $0.path != "/api/v1/events" })
            for index in 0..<3000 {
                let request = maker.next()
                let shown = String(decoding: request.prefix(600), as: UTF8.self)
                let client = try server.client()
                await client.connection.send(request)
                client.connection.finish()
                guard let answer = await client.answer(toHead: request.starts(with: "HEAD ".utf8)) else { continue }
                #expect(
                    answer.status < 500 || Self.allowed.contains(answer.status), "\(index): \(shown)\n\(answer.text)")
                if answer.status >= 400, !request.starts(with: "HEAD ".utf8) { check(answer, shown) }
            }
            #expect(try await server.ask("GET", "/healthz").status == 200)
            #expect(!server.log.text.contains("A request failed unexpectedly"), "\(server.log.text.prefix(2000))")
        }
    }

    private func check(_ answer: Answer, _ request: String) {
        #expect(answer["Content-Type"] == "application/problem+json", "\(request)")
        #expect(answer.problem?.instance == answer["X-Request-Id"], "\(request)\n\(answer.text)")
        #expect(answer.problem?.status == answer.status)
        #expect(answer.json.map { ResourceSchemas.problem.validate($0).isEmpty } == true, "\(answer.text)")
        for inside in ["Swift.", "Error Domain", "/tmp", "SQLITE", "Foundation", "0x"] where !request.contains(inside) {
            #expect(!answer.text.contains(inside), "\(request)\n\(answer.text)")
        }
    }
}

/// Requests that are nearly right, the same in every run.
struct RequestMaker {
    let routes: [Route]
    private var random = SplitMix(state: 20_261_121)

    init(routes: [Route]) { self.routes = routes }

    mutating func next() -> [UInt8] {
        let route = pick(routes)
        let body = chance(2) ? bytes() : Array(Self.bodies[random.below(Self.bodies.count)].utf8)
        var head = "\(chance(8) ? pick(Self.methods) : route.method.rawValue) \(target(of: route)) HTTP/1.1\r\n"
        if !chance(40) { head += "Host: apus\r\n" }
        if !chance(12) { head += "Authorization: Bearer \(pick(Array(TestServer.tokens.values.sorted())))\r\n" }
        if !chance(10) { head += "Content-Type: application/json\r\n" }
        for _ in 0..<random.below(4) { head += "\(pick(Self.names)): \(pick(Self.texts))\r\n" }
        if route.method != .get || chance(6) {
            head += "Content-Length: \(body.count)\r\n\r\n"
        } else {
            return flipped(Array((head + "\r\n").utf8))
        }
        return flipped(Array(head.utf8) + body)
    }

    private mutating func target(of route: Route) -> String {
        var target = route.path
        for mark in ["{ref}", "{name}", "{target}", "{mac}", "{address}", "{pool}", "{volume}"] {
            target = target.replacingOccurrences(of: mark, with: pick(Self.references))
        }
        guard chance(2) else { return target }
        let names = route.query.map(\.name) + ["limit", "unknown"]
        let pairs = (0..<1 + random.below(3)).map { _ in "\(pick(names))=\(pick(Self.values))" }
        return target + "?" + pairs.joined(separator: "&")
    }

    /// Sometimes with one byte changed, taken out or put in.
    private mutating func flipped(_ request: [UInt8]) -> [UInt8] {
        guard chance(4), !request.isEmpty else { return request }
        var request = request
        let place = random.below(request.count)
        switch random.below(3) {
        case 0: request[place] = UInt8(truncatingIfNeeded: random.next())
        case 1: request.remove(at: place)
        default: request.insert(UInt8(truncatingIfNeeded: random.next()), at: place)
        }
        return request
    }

    private mutating func bytes() -> [UInt8] {
        var body = Array(pick(Self.bodies).utf8)
        for _ in 0..<random.below(5) where !body.isEmpty {
            body[random.below(body.count)] = UInt8(truncatingIfNeeded: random.next())
        }
        return body
    }

    private mutating func chance(_ oneIn: Int) -> Bool { random.below(oneIn) == 0 }
    private mutating func pick<Element>(_ list: [Element]) -> Element { list[random.below(list.count)] }

    private static let methods = [
        "GET", "HEAD", "POST", "DELETE", "PUT", "PATCH", "TRACE", "CONNECT", "OPTIONS", "BREW", "get", "",
    ]
    private static let names = [
        "If-Match", "If-None-Match", "Idempotency-Key", "Accept", "Last-Event-ID", "Content-Encoding", "Content-Length",
        "Connection",
        "Transfer-Encoding", "Expect", "Upgrade", "Host", "Range", "Content-Type", "Authorization",
    ]
    private static let texts = [
        "", "*", "\"x\"", "W/\"x\"", "text/csv", "application/json", "gzip", "chunked", "0", "-1", "5", "close",
        "Upgrade", "websocket", "a, b",
        "\u{202e}", "é", "100-continue", "epoch1-3", String(repeating: "z", count: 300), "bytes=0-",
    ]
    private static let references = [
        "tiny", "small", "node1", "node-1", "vm-3", "1", "0", "-1", "99999999999999999999",
        "00000000-0000-4000-8000-000000000003", "%00",
        "%2F", "..", "%ff", "é", "a b", "a%20b", "'; drop table vms", "default", "", "{ref}",
        String(repeating: "x", count: 300),
    ]
    private static let values = [
        "", "0", "1", "-1", "1e9", "name", "-memory,name", "state%20=%20running", "memory%20%3E%201%20GiB",
        "name%20~%20%5Ba%2B%2B", "true",
        "%22", "%00", "%zz", "vm,host", "(", "createdAt%20%3E%20yesterday", "name%20=%20*a*b*c*", "%F0%9F%98%80",
        "AAAA",
    ]
    private static let bodies = [
        "", "{}", "null", "[]", "{\"name\":\"web\",\"image\":\"tiny\",\"instanceType\":\"small\"}",
        "{\"name\":\"db\",\"image\":\"tiny\",\"cpus\":2,\"memory\":268435456,\"start\":false,\"cloudInit\":{\"user\":\"ada\"}}",
        "{\"name\":\"x\",\"image\":\"none\",\"instanceType\":\"small\",\"host\":\"node1\"}", "{\"graceSeconds\":0}",
        "{\"graceSeconds\":-1}",
        "{\"name\":\"n2\",\"address\":\"fake://nothing\"}", "{\"name\":\"i2\",\"path\":\"/images/tiny.qcow2\"}",
        "{\"name\":\"t2\",\"cpus\":1,\"memory\":1048576}", "{\"name\":\"t2\",\"cpus\":1e400,\"memory\":1.5}",
        "{\"name\":\"w2\",\"image\":\"tiny\",\"instanceType\":\"small\",\"userData\":\"#cloud-config\\n\"}",
        "{\"name\":\"w3\",\"image\":\"tiny\",\"cpus\":512,\"memory\":70368744177664,\"diskSize\":70368744177664}",
    ]
}
